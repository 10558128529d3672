import assert from 'node:assert/strict'
import { json, text } from '@tsgi/message'
import type { CaseApplication, ConformanceCase } from '../case.ts'
import { jsonOf, textOf } from '../check-answer.ts'
import { utf8 } from './octets.ts'

/** Reads the content and records how that went, the first chunk as it comes. */
const reading: CaseApplication = async ({ body }, { record }) => {
  let length = 0
  try {
    for await (const chunk of body ?? []) {
      if (length === 0) record('began')
      length += chunk.length
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
    application: async ({ body }, { record }) => {
      const chunks: string[] = []
      for await (const chunk of body ?? []) {
        chunks.push(new TextDecoder().decode(chunk))
        record(`got ${chunks.join('')}`.replaceAll(' ', '-'))
      }
      return json(chunks)
    },
    script: async (send, observer) => {
      const body = async function* (): AsyncGenerator<Uint8Array, void> {
        yield utf8('one')
        await observer.wait('got-one')
        yield utf8('two')
        await observer.wait('got-onetwo')
      }
      assert.deepEqual(jsonOf(await send({ method: 'POST', body: body() })), ['one', 'two'])
    },
  },
  {
    id: 'upload-answered-while-sent',
    rules: ['BODY-4', 'BODY-6'],
    needs: ['observation', 'upload-streaming', 'streaming', 'chunked-request'],
    application: ({ body }) => ({
      status: 200,
      headers: { 'content-type': 'text/plain' },
      body,
    }),
    script: async (send, observer) => {
      const body = async function* (): AsyncGenerator<Uint8Array, void> {
        yield utf8('ping')
        await observer.wait('echoed')
        yield utf8('pong')
      }
      const answer = await send({
        method: 'POST',
        body: body(),
        onArrival: (soFar) => (textOf(soFar) === 'ping' ? observer.record('echoed') : undefined),
      })
      assert.equal(textOf(answer), 'pingpong')
    },
  },
  {
    id: 'upload-refused-early',
    rules: ['BODY-6', 'BODY-7'],
    needs: ['observation', 'upload-streaming', 'chunked-request'],
    application: () => text('too large', { status: 413 }),
    script: async (send, observer) => {
      const body = async function* (): AsyncGenerator<Uint8Array, void> {
        yield utf8('the beginning')
        await observer.wait('answered')
      }
      const answer = await send({
        method: 'POST',
        body: body(),
        onArrival: () => observer.record('answered'),
      })
      assert.equal(answer.status, 413)
      assert.equal(textOf(answer), 'too large')
    },
  },
  {
    id: 'upload-broken-off-with-length',
    rules: ['BODY-5', 'ERR-5'],
    needs: ['observation', 'upload-streaming', 'client-abort'],
    application: reading,
    script: async (send, observer) => {
      const leave = new AbortController()
      const sent = send({
        method: 'POST',
        headers: [['Content-Length', '100']],
        body: ['the beginning'],
        framing: 'none',
        signal: leave.signal,
      })
      await observer.wait('began')
      leave.abort()
      await sent
      assert.equal(await observer.wait('thrown'), true)
      assert.deepEqual(await observer.events(), ['began', 'thrown'])
    },
  },
  {
    id: 'upload-broken-off-chunked',
    rules: ['BODY-5', 'ERR-5'],
    needs: ['observation', 'upload-streaming', 'client-abort', 'chunked-request'],
    application: reading,
    script: async (send, observer) => {
      const body = async function* (): AsyncGenerator<Uint8Array, void> {
        yield utf8('the beginning')
        await observer.wait('began')
        throw new Error('the client changes its mind')
      }
      await send({ method: 'POST', body: body() })
      assert.equal(await observer.wait('thrown'), true)
      assert.deepEqual(await observer.events(), ['began', 'thrown'])
    },
  },
  {
    id: 'upload-broken-framing',
    rules: ['BODY-5'],
    needs: ['observation', 'chunked-request'],
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
