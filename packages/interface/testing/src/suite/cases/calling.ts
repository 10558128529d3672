import assert from 'node:assert/strict'
import { json, notFound, text } from '@tsgi/message'
import type { HttpResponse } from '@tsgi/spec'
import type { ConformanceCase } from '../case.ts'
import { textOf } from '../check-answer.ts'

const constant: HttpResponse = Object.freeze({
  status: 200,
  headers: Object.freeze({ 'content-type': 'text/plain', 'set-cookie': Object.freeze(['a=1', 'b=2']) }),
  body: 'always the same',
})

/** How an application is called, and what may be done with its request. */
export const calling: readonly ConformanceCase[] = [
  {
    id: 'call-one-argument',
    rules: ['CALL-1'],
    application: (_request, { received }) => json({ arguments: received.length }),
    expect: { json: { arguments: 1 } },
  },
  {
    id: 'call-reads-no-property',
    rules: ['CALL-2'],
    application: (_request, { propertiesRead }) => json(propertiesRead),
    expect: { json: [] },
  },
  {
    id: 'call-synchronous',
    rules: ['CALL-1', 'CALL-5'],
    application: () => text('at once'),
    expect: { text: 'at once' },
  },
  {
    id: 'call-promise',
    rules: ['CALL-1', 'CALL-5'],
    application: async () => text('promised'),
    expect: { text: 'promised' },
  },
  {
    id: 'call-promise-later',
    rules: ['CALL-1'],
    application: () => new Promise((resolve) => setTimeout(() => resolve(text('later')), 1)),
    expect: { text: 'later' },
  },
  {
    id: 'call-overlapping',
    rules: ['CALL-3'],
    needs: ['observation'],
    application: async ({ path }, probe) => {
      if (path === '/second') probe.record('second')
      else await probe.wait('second')
      return text(path)
    },
    script: async (send) => {
      const [first, second] = await Promise.all([send({ target: '/first' }), send({ target: '/second' })])
      assert.deepEqual([textOf(first), textOf(second)], ['/first', '/second'])
    },
  },
  {
    id: 'call-state-apart',
    rules: ['CALL-3', 'REQ-3'],
    needs: ['observation'],
    application: async ({ query, headers, body }, probe) => {
      if (query === 'second') probe.record('second')
      else await probe.wait('second')
      const content: Uint8Array[] = []
      for await (const chunk of body ?? []) content.push(chunk)
      return json({ query, field: headers['x-who'], content: content.map(String) })
    },
    script: async (send) => {
      const who = async (name: string): Promise<unknown> => {
        const answer = await send({
          method: 'POST',
          target: `/?${name}`,
          headers: [['X-Who', name]],
          body: [name],
        })
        return JSON.parse(textOf(answer))
      }
      const answers = await Promise.all([who('first'), who('second')])
      const wanted = (name: string): unknown => ({
        query: name,
        field: name,
        content: [String(new TextEncoder().encode(name))],
      })
      assert.deepEqual(answers, [wanted('first'), wanted('second')])
    },
  },
  {
    id: 'call-fall-through',
    rules: ['CALL-6'],
    application: () => notFound(),
    expect: { status: 404, headers: { 'content-type': 'text/plain; charset=utf-8' }, text: 'Not Found\n' },
  },
  {
    id: 'derived-request',
    rules: ['REQ-1', 'REQ-3', 'EXCH-1'],
    application: async (request) => {
      const derived = { ...request, path: '/elsewhere', state: { 'conformance.key': 1 } }
      const content: string[] = []
      for await (const chunk of derived.body ?? []) content.push(new TextDecoder().decode(chunk))
      return json({
        method: derived.method,
        type: derived.headers['content-type'],
        content: content.join(''),
        exchangeIsShared: derived.exchange === request.exchange,
        signalIsShared: derived.exchange.signal === request.exchange.signal,
        original: request.path,
      })
    },
    request: { method: 'POST', headers: [['Content-Type', 'text/x-test']], body: ['content'] },
    expect: {
      json: {
        method: 'POST',
        type: 'text/x-test',
        content: 'content',
        exchangeIsShared: true,
        signalIsShared: true,
        original: '/',
      },
    },
  },
  {
    id: 'response-constant',
    rules: ['RESP-2', 'HEAD-7'],
    application: () => constant,
    script: async (send) => {
      for (const method of ['GET', 'HEAD', 'GET']) {
        const answer = await send({ method })
        assert.equal(answer.status, 200)
        assert.equal(textOf(answer), method === 'HEAD' ? '' : 'always the same')
        const cookies = answer.headers.filter(([name]) => name === 'set-cookie')
        assert.deepEqual(cookies, [
          ['set-cookie', 'a=1'],
          ['set-cookie', 'b=2'],
        ])
      }
    },
  },
  {
    id: 'response-unknown-extension',
    rules: ['EXT-1'],
    application: () => ({ ...text('as usual'), [Symbol.for('conformance.unknown')]: { status: 500 } }),
    expect: { text: 'as usual' },
  },
  {
    id: 'response-unknown-member',
    rules: ['RESP-1'],
    application: () => Object.assign(text('as usual'), { reason: 'none', statusText: 'None' }),
    expect: { text: 'as usual' },
  },
]
