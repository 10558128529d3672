import assert from 'node:assert/strict'
import { json, text } from '@tsgi/message'
import type { CaseApplication, ConformanceCase } from '../case.ts'
import { jsonOf, textOf } from '../check-answer.ts'
import type { SuiteAnswer } from '../send.ts'
import { pattern, utf8 } from './octets.ts'
import { respond } from './streams.ts'

/** What is sent at a time: more than what gateways like to gather before they call the application. */
const PIECE = pattern(64 * 1024)
/** Pieces: systems let a socket grow to 32 MiB and more, and a proxy has two of them. */
const MORE_THAN_SOCKETS_HOLD = 2000

/** Reads the content and records how that goes: each piece, and the end or the error. */
const reading: CaseApplication = async ({ body }, { record }) => {
  let length = 0
  try {
    for await (const chunk of body ?? []) {
      const before = Math.floor(length / PIECE.length)
      length += chunk.length
      const after = Math.floor(length / PIECE.length)
      for (let piece = before; piece < after; piece++) record(`piece-${piece + 1}`)
    }
  } catch (error) {
    record('thrown', error instanceof Error)
    throw error
  }
  record('ended', length)
  return json(length)
}

/** Content of requests while it is under way: slow, broken off, refused. */
export const uploads: readonly ConformanceCase[] = [
  {
    id: 'upload-as-it-is-sent',
    rules: ['BODY-2'],
    needs: ['observation', 'upload-streaming', 'chunked-request'],
    application: reading,
    script: async (send, observer) => {
      const body = async function* (): AsyncGenerator<Uint8Array, void> {
        yield PIECE
        await observer.wait('piece-1')
        yield PIECE
        await observer.wait('piece-2')
      }
      assert.equal(jsonOf(await send({ method: 'POST', body: body() })), 2 * PIECE.length)
    },
  },
  {
    id: 'upload-answered-while-sent',
    rules: ['BODY-4', 'BODY-6'],
    needs: ['observation', 'full-duplex', 'chunked-request'],
    application: ({ body }) => respond(body),
    script: async (send, observer) => {
      const body = async function* (): AsyncGenerator<Uint8Array, void> {
        yield utf8('ping')
        await observer.wait('echoed')
        yield utf8('pong')
      }
      const onArrival = (soFar: SuiteAnswer): Promise<void> | undefined =>
        textOf(soFar) === 'ping' ? observer.record('echoed') : undefined
      assert.equal(textOf(await send({ method: 'POST', body: body(), onArrival })), 'pingpong')
    },
  },
  {
    id: 'upload-refused-early',
    rules: ['BODY-6', 'BODY-7'],
    needs: ['observation', 'upload-streaming', 'chunked-request'],
    application: () => text('too large', { status: 413 }),
    script: async (send, observer) => {
      const body = async function* (): AsyncGenerator<Uint8Array, void> {
        yield PIECE
        await observer.wait('answered')
      }
      const onArrival = (): Promise<void> => observer.record('answered')
      const answer = await send({ method: 'POST', body: body(), onArrival })
      assert.equal(answer.status, 413)
      assert.equal(textOf(answer), 'too large')
    },
  },
  {
    id: 'upload-broken-off-with-length',
    rules: ['BODY-5', 'ERR-5'],
    needs: ['observation', 'upload-streaming'],
    application: reading,
    script: async (send, observer) => {
      const leave = new AbortController()
      const sent = send({
        method: 'POST',
        headers: [['Content-Length', String(2 * PIECE.length)]],
        body: [PIECE],
        framing: 'none',
        signal: leave.signal,
      })
      await observer.wait('piece-1')
      leave.abort()
      await sent
      assert.equal(await observer.wait('thrown'), true)
      assert.deepEqual(await observer.events(), ['piece-1', 'thrown'])
    },
  },
  {
    id: 'upload-broken-off-chunked',
    rules: ['BODY-5', 'ERR-5'],
    needs: ['observation', 'upload-streaming', 'chunked-request'],
    application: reading,
    script: async (send, observer) => {
      const body = async function* (): AsyncGenerator<Uint8Array, void> {
        yield PIECE
        await observer.wait('piece-1')
        throw new Error('the client changes its mind')
      }
      await send({ method: 'POST', body: body() })
      assert.equal(await observer.wait('thrown'), true)
      assert.deepEqual(await observer.events(), ['piece-1', 'thrown'])
    },
  },
  {
    id: 'upload-not-read-ahead',
    rules: ['BODY-4'],
    needs: ['observation', 'upload-streaming', 'chunked-request'],
    application: async (_request, probe) => {
      probe.record('called')
      await probe.wait('left')
      return text('for nobody')
    },
    script: async (send, observer) => {
      const leave = new AbortController()
      let sent = 0
      const body = async function* (): AsyncGenerator<Uint8Array, void> {
        for (; sent < MORE_THAN_SOCKETS_HOLD; sent++) yield PIECE
      }
      const answered = send({ method: 'POST', body: body(), signal: leave.signal })
      await observer.wait('called')
      // Whoever answers these questions had time to read, too.
      for (let before = -1, still = 0; still < 200; still = sent === before ? still + 1 : 0) {
        before = sent
        await observer.events()
      }
      leave.abort()
      await answered
      await observer.record('left')
      assert.ok(sent < MORE_THAN_SOCKETS_HOLD, 'content that nobody read was taken')
    },
  },
  {
    id: 'upload-broken-framing',
    rules: ['BODY-5'],
    needs: ['observation', 'chunked-request', 'malformed-requests'],
    application: reading,
    script: async (send, observer) => {
      const answer = await send({
        method: 'POST',
        headers: [['Transfer-Encoding', 'chunked']],
        body: ['9\r\nthe start\r\n', 'no size\r\n', 'the rest\r\n0\r\n\r\n'],
        framing: 'none',
      })
      assert.ok(answer.status === null || answer.status >= 400, `answered with ${answer.status}`)
      assert.ok(!(await observer.events()).includes('ended'), 'broken content looked whole')
    },
  },
  {
    id: 'expect-100-when-read',
    rules: ['BODY-4'],
    needs: ['expect-continue'],
    application: async ({ body }) => {
      let length = 0
      for await (const chunk of body ?? []) length += chunk.length
      return json(length)
    },
    request: { method: 'POST', body: ['content'], expectContinue: true },
    expect: { json: 7, informational: [100] },
  },
  {
    id: 'expect-100-not-when-unread',
    rules: ['BODY-4'],
    needs: ['expect-continue'],
    application: () => text('not wanted', { status: 417 }),
    request: { method: 'POST', body: ['content'], expectContinue: true },
    expect: { status: 417, text: 'not wanted' },
  },
  {
    id: 'expect-100-not-when-failed',
    rules: ['BODY-4', 'ERR-1'],
    needs: ['expect-continue'],
    application: async () => {
      throw new Error('before reading')
    },
    request: { method: 'POST', body: ['content'], expectContinue: true },
    expect: { status: 500 },
  },
]
