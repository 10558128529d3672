import assert from 'node:assert/strict'
import { json, text } from '@tsgi/message'
import type { ConformanceCase } from '../case.ts'
import { linesOf, textOf } from '../check-answer.ts'
import { failing, respond, streamOf } from './streams.ts'

const old = { httpVersion: '1.0' } as const
const needs = ['http/1.0'] as const

/** Clients that speak HTTP/1.0. */
export const http10: readonly ConformanceCase[] = [
  {
    id: 'http10-version',
    rules: ['REQ-8', 'LEN-6'],
    needs,
    application: ({ httpVersion }) => json(httpVersion),
    request: old,
    expect: { json: '1.0' },
  },
  {
    id: 'http10-without-host',
    rules: ['REQ-7'],
    needs,
    application: ({ authority }) => json(authority),
    request: { ...old, host: null },
    expect: (answer) => assert.match(textOf(answer), /^"[^"]+"$/),
  },
  {
    id: 'http10-buffered',
    rules: ['LEN-6', 'LEN-2'],
    needs,
    application: () => text('content'),
    request: old,
    expect: { text: 'content', headers: { 'content-length': '7' } },
  },
  {
    id: 'http10-streamed',
    rules: ['LEN-6', 'LEN-2'],
    needs,
    application: () => respond(streamOf('con', 'tent')),
    request: old,
    expect: { text: 'content', headers: { 'transfer-encoding': null, 'content-length': null } },
  },
  {
    id: 'http10-streamed-although-kept',
    rules: ['LEN-6'],
    needs,
    application: () => respond(streamOf('con', 'tent')),
    request: { ...old, headers: [['Connection', 'keep-alive']] },
    expect: (answer) => {
      assert.equal(textOf(answer), 'content')
      assert.ok(!linesOf(answer, 'connection').includes('keep-alive'), 'kept without a length')
    },
  },
  {
    id: 'http10-cut',
    rules: ['LEN-6', 'ERR-4'],
    needs: ['http/1.0', 'cut-off'],
    application: () => respond(failing(new Error('late'), 'first')),
    request: old,
    expect: (answer) => {
      assert.equal(answer.complete, false)
      assert.ok('first'.startsWith(textOf(answer)))
    },
  },
  {
    id: 'http10-upload',
    rules: ['BODY-1', 'LEN-6'],
    needs,
    application: async ({ body }) => respond(body),
    request: { ...old, method: 'POST', body: ['content'] },
    expect: { text: 'content' },
  },
  {
    id: 'http10-kept-when-asked',
    rules: ['LEN-6'],
    needs,
    application: () => text('content'),
    request: { ...old, headers: [['Connection', 'keep-alive']] },
    expect: (answer) => assert.deepEqual(linesOf(answer, 'connection').join().toLowerCase(), 'keep-alive'),
  },
  {
    id: 'http10-not-kept-otherwise',
    rules: ['LEN-6'],
    needs,
    application: () => text('content'),
    request: old,
    expect: (answer) => assert.ok(!linesOf(answer, 'connection').includes('keep-alive')),
  },
  {
    id: 'http10-no-informational',
    rules: ['LEN-6', 'EXCH-7'],
    needs,
    application: ({ exchange }) => {
      exchange.inform?.(103, { link: '</a.css>; rel=preload' })
      return json(typeof exchange.inform)
    },
    request: old,
    expect: { json: 'undefined', informational: [] },
  },
  {
    id: 'http10-no-continue',
    rules: ['LEN-6', 'BODY-4'],
    needs,
    application: ({ body }) => respond(body),
    request: { ...old, method: 'POST', headers: [['Expect', '100-continue']], body: ['content'] },
    expect: { text: 'content', informational: [] },
  },
  {
    id: 'http10-no-trailers',
    rules: ['LEN-6', 'TRAIL-1'],
    needs: ['http/1.0', 'observation'],
    application: ({ exchange }, { record }) => {
      exchange.onFinish(() => record('finished'))
      return {
        ...respond(streamOf('content')),
        trailers: () => {
          record('called')
          return {}
        },
      }
    },
    request: { ...old, headers: [['TE', 'trailers']] },
    expect: { text: 'content', recorded: { finished: null }, unrecorded: ['called'] },
  },
  {
    id: 'http10-no-upgrade',
    rules: ['UPGR-4', 'LEN-6'],
    needs,
    application: ({ exchange }) => json(exchange.upgrade ?? null),
    request: {
      ...old,
      headers: [
        ['Connection', 'Upgrade'],
        ['Upgrade', 'websocket'],
      ],
    },
    expect: { json: null },
  },
]
