import assert from 'node:assert/strict'
import type { HttpResponse, ResponseBody } from '@tsgi/spec'
import type { ConformanceCase } from '../case.ts'
import { textOf } from '../check-answer.ts'
import { utf8 } from './octets.ts'
import { respond, streamOf } from './streams.ts'

/** Lengths that the application tells rightly. */
const right: ReadonlyArray<readonly [name: string, length: string, body: () => ResponseBody, text: string]> =
  [
    ['string', '7', () => 'content', 'content'],
    ['multibyte', '9', () => 'grüße 😀'.slice(0, 5) + '!!', 'grüße!!'],
    ['bytes', '7', () => utf8('content'), 'content'],
    ['null', '0', () => null, ''],
    ['stream', '7', () => streamOf('con', 'tent'), 'content'],
    ['stream-multibyte', '7', () => streamOf('grü', 'ße'), 'grüße'],
    ['stream-empty', '0', () => streamOf(), ''],
    ['stream-with-empty-chunks', '7', () => streamOf('', 'con', '', 'tent', ''), 'content'],
  ]

/** Lengths that are wrong, or none, of content that is there as a whole. */
const wrong: ReadonlyArray<readonly [name: string, length: string | readonly string[], body: ResponseBody]> =
  [
    ['too-short', '6', 'content'],
    ['too-long', '8', 'content'],
    ['characters', '5', 'grüße'],
    ['bytes', '8', utf8('content')],
    ['null', '7', null],
    ['zero', '0', 'content'],
    ['negative', '-7', 'content'],
    ['signed', '+7', 'content'],
    ['hexadecimal', '0x7', 'content'],
    ['fraction', '7.0', 'content'],
    ['exponent', '7e0', 'content'],
    ['empty', '', 'content'],
    ['list', '7, 7', 'content'],
    ['lines', ['7', '7'], 'content'],
    ['huge', '9'.repeat(30), 'content'],
  ]

/** The length that an application tells, and the content that it sends. */
export const lengths: readonly ConformanceCase[] = [
  ...right.map(([name, length, body, text]): ConformanceCase => ({
    id: `length-right-${name}`,
    rules: ['LEN-1', 'HEAD-9'],
    application: () => respond(body(), { 'content-length': length }),
    expect: { text, headers: { 'content-length': length, 'transfer-encoding': null } },
  })),
  ...wrong.map(([name, length, body]): ConformanceCase => ({
    id: `length-wrong-${name}`,
    rules: ['LEN-1', 'ERR-1', 'ERR-2'],
    application: () => respond(body, { 'content-length': length, 'x-mine': 'not sent' }),
    expect: { status: 500, headers: { 'x-mine': null } },
  })),
  {
    id: 'length-wrong-of-stream-malformed',
    rules: ['LEN-1', 'ERR-2'],
    application: () => respond(streamOf('content'), { 'content-length': 'seven' }),
    expect: { status: 500 },
  },
  {
    id: 'stream-too-short',
    rules: ['LEN-1', 'ERR-4'],
    needs: ['cut-off'],
    application: () => respond(streamOf('con', 'tent'), { 'content-length': '8' }),
    expect: (answer) => {
      assert.equal(answer.complete, false)
      assert.ok('content'.startsWith(textOf(answer)))
    },
  },
  {
    id: 'stream-empty-with-length',
    rules: ['LEN-1'],
    needs: ['cut-off'],
    application: () => respond(streamOf(), { 'content-length': '7' }),
    expect: (answer) => assert.ok(answer.status === 500 || !answer.complete),
  },
  {
    id: 'stream-too-long',
    rules: ['LEN-1', 'ERR-4'],
    needs: ['observation'],
    application: ({ path, exchange }, { record }) => {
      if (path === '/next') return respond('next')
      exchange.onFinish(({ aborted }) => record('finished', aborted))
      return respond(streamOf('con', 'tent and more', ' and more'), { 'content-length': '7' })
    },
    script: async (send, observer) => {
      const connection = {}
      const answer = await send({ connection })
      assert.ok('content'.startsWith(textOf(answer)))
      assert.equal(await observer.wait('finished'), true)
      assert.equal(textOf(await send({ target: '/next', connection })), 'next')
    },
  },
  {
    id: 'stream-too-long-by-first-chunk',
    rules: ['LEN-1'],
    application: () => respond(streamOf('content and more'), { 'content-length': '7' }),
    expect: (answer) => assert.ok(answer.status === 500 || 'content'.startsWith(textOf(answer))),
  },
  {
    id: 'stream-without-length',
    rules: ['LEN-2'],
    application: (): HttpResponse => respond(streamOf('con', 'tent')),
    expect: { text: 'content' },
  },
]
