import assert from 'node:assert/strict'
import { json, readBytes, text } from '@tsgi/message'
import type { Application, HttpRequest, HttpResponse } from '@tsgi/spec'
import type { ConformanceCase } from '../case.ts'
import { jsonOf, textOf } from '../check-answer.ts'
import type { SuiteRequest } from '../send.ts'
import { pattern, pieces, utf8 } from './octets.ts'
import { respond, streamOf } from './streams.ts'

const MEBIBYTE = 1024 * 1024

/** Keeps all chunks and looks at them at the end only: memory that the server used again would show. */
const echo: Application = async ({ body }) => {
  const chunks: Uint8Array[] = []
  for await (const chunk of body ?? []) chunks.push(chunk)
  return respond(streamOf(...chunks))
}

const describeBody: Application = async ({ body }) => {
  if (body === null) return json('null')
  const chunks: unknown[] = []
  for await (const chunk of body) chunks.push(chunk)
  return json({ chunks: chunks.length })
}

/** Requests without content, by which means ever. */
const withoutContent: ReadonlyArray<readonly [name: string, request: SuiteRequest]> = [
  ['get', { method: 'GET' }],
  ['post', { method: 'POST' }],
  ['post-length-zero', { method: 'POST', headers: [['Content-Length', '0']] }],
  ['get-length-zero', { method: 'GET', headers: [['Content-Length', '0']] }],
]

const kibibyte = pattern(1024)
const mebibyte = pattern(MEBIBYTE)

/** Requests with content, which must all be echoed. */
const echoed: ReadonlyArray<readonly [name: string, request: SuiteRequest, content: Uint8Array]> = [
  ['post', { method: 'POST', body: [kibibyte] }, kibibyte],
  ['get', { method: 'GET', body: ['content of a GET'] }, utf8('content of a GET')],
  ['delete', { method: 'DELETE', body: ['content of a DELETE'] }, utf8('content of a DELETE')],
  ['one-byte', { method: 'PUT', body: ['x'] }, utf8('x')],
  ['octets', { method: 'PUT', body: [pattern(256)] }, pattern(256)],
  ['large', { method: 'POST', body: [mebibyte] }, mebibyte],
  ['large-in-pieces', { method: 'POST', body: pieces(mebibyte, 1000) }, mebibyte],
]

const echoedChunked: typeof echoed = [
  ['post', { method: 'POST', body: [kibibyte] }, kibibyte],
  ['get', { method: 'GET', body: ['content ', 'of a GET'] }, utf8('content of a GET')],
  ['bytewise', { method: 'POST', body: pieces(kibibyte, 1) }, kibibyte],
  ['large-in-pieces', { method: 'POST', body: pieces(mebibyte, 5000) }, mebibyte],
]

/** Content of requests, as long as all goes well. */
export const requestContent: readonly ConformanceCase[] = [
  ...withoutContent.map(([name, request]): ConformanceCase => ({
    id: `content-none-${name}`,
    rules: ['BODY-1'],
    application: describeBody,
    request,
    expect: { json: 'null' },
  })),
  {
    id: 'content-empty-chunked',
    rules: ['BODY-1', 'BODY-2'],
    needs: ['chunked-request'],
    application: describeBody,
    request: { method: 'POST', body: [], framing: 'chunked' },
    expect: { json: { chunks: 0 } },
  },
  ...echoed.map(([name, request, content]): ConformanceCase => ({
    id: `content-${name}`,
    rules: ['BODY-1', 'BODY-2', 'BODY-5'],
    application: echo,
    request,
    expect: { bytes: content },
  })),
  ...echoedChunked.map(([name, request, content]): ConformanceCase => ({
    id: `content-chunked-${name}`,
    rules: ['BODY-1', 'BODY-2', 'BODY-5'],
    needs: ['chunked-request'],
    application: echo,
    request: { ...request, framing: 'chunked' },
    expect: { bytes: content },
  })),
  {
    id: 'content-chunks-are-bytes',
    rules: ['BODY-2'],
    application: async ({ body }) => {
      const kinds = new Set<string>()
      for await (const chunk of body ?? []) {
        kinds.add(chunk instanceof Uint8Array ? 'bytes' : typeof chunk)
        if (chunk.length === 0) kinds.add('empty')
      }
      return json([...kinds])
    },
    request: { method: 'POST', body: pieces(pattern(100_000), 7000) },
    expect: { json: ['bytes'] },
  },
  {
    id: 'content-read-late',
    rules: ['BODY-2', 'BODY-4'],
    application: async (request) => {
      await new Promise((resolve) => setTimeout(resolve, 5))
      return echo(request)
    },
    request: { method: 'POST', body: [kibibyte] },
    expect: { bytes: kibibyte },
  },
  {
    id: 'content-read-slowly',
    rules: ['BODY-2', 'BODY-4'],
    application: async ({ body }) => {
      let total = 0
      for await (const chunk of body ?? []) {
        await new Promise((resolve) => setTimeout(resolve, 0))
        total += chunk.length
      }
      return json(total)
    },
    request: { method: 'POST', body: [mebibyte] },
    expect: { json: MEBIBYTE },
  },
  {
    id: 'content-passed-through',
    rules: ['BODY-2', 'BODY-12'],
    application: ({ body }) => respond(body),
    request: { method: 'POST', body: [kibibyte] },
    expect: { bytes: kibibyte },
  },
  {
    id: 'content-passed-through-large',
    rules: ['BODY-2', 'BODY-12'],
    needs: ['full-duplex'],
    application: ({ body }) => respond(body),
    request: { method: 'POST', body: [mebibyte] },
    expect: { bytes: mebibyte },
  },
  {
    id: 'content-read-by-message',
    rules: ['BODY-2'],
    application: async (request) => json((await readBytes(request)).length),
    request: { method: 'POST', body: [kibibyte, kibibyte] },
    expect: { json: 2048 },
  },
  {
    id: 'content-twice',
    rules: ['BODY-3'],
    application: async (request) => {
      await readAll(request)
      return secondReading(request)
    },
    request: { method: 'POST', body: ['content'] },
    expect: { json: 'thrown' },
  },
  {
    id: 'content-twice-after-leaving',
    rules: ['BODY-3', 'BODY-6'],
    application: async (request) => {
      for await (const _ of request.body ?? []) break
      return secondReading(request)
    },
    request: { method: 'POST', body: ['content'] },
    expect: { json: 'thrown' },
  },
  {
    id: 'content-twice-derived',
    rules: ['BODY-3'],
    application: async (request) => {
      await readAll({ ...request })
      return secondReading({ ...request })
    },
    request: { method: 'POST', body: ['content'] },
    expect: { json: 'thrown' },
  },
  {
    id: 'content-left-early',
    rules: ['BODY-6'],
    application: async ({ body }) => {
      for await (const _ of body ?? []) break
      return text('enough')
    },
    request: { method: 'POST', body: pieces(pattern(200_000), 10_000) },
    expect: { text: 'enough' },
  },
  ...[1000, 60_000].map((size): ConformanceCase => ({
    id: `content-unread-${size}`,
    rules: ['BODY-7'],
    needs: ['observation'],
    application: ({ path }, { record }) => {
      record(`called ${path}`)
      return text(path)
    },
    script: async (send, observer) => {
      const connection = {}
      const body = [smuggled(size)]
      const first = await send({ method: 'POST', target: '/first', body, connection })
      const second = await send({ target: '/second', connection })
      assert.deepEqual([textOf(first), textOf(second)], ['/first', '/second'])
      assert.deepEqual(await observer.events(), ['called /first', 'called /second'])
    },
  })),
  {
    id: 'content-half-read',
    rules: ['BODY-6', 'BODY-7'],
    application: async ({ path, body }) => {
      for await (const _ of body ?? []) break
      return text(path)
    },
    script: async (send) => {
      const connection = {}
      const first = await send({ method: 'POST', target: '/first', body: [smuggled(40_000)], connection })
      const second = await send({ target: '/second', connection })
      assert.deepEqual([textOf(first), textOf(second)], ['/first', '/second'])
    },
  },
  {
    id: 'content-unread-chunked',
    rules: ['BODY-7'],
    needs: ['chunked-request'],
    application: ({ path }) => text(path),
    script: async (send) => {
      const connection = {}
      const body = [smuggled(5000), smuggled(5000)]
      const first = await send({ method: 'POST', target: '/first', body, framing: 'chunked', connection })
      const second = await send({ target: '/second', connection })
      assert.deepEqual([textOf(first), textOf(second)], ['/first', '/second'])
    },
  },
  {
    id: 'content-then-next-request',
    rules: ['BODY-2', 'BODY-7'],
    application: describeBody,
    script: async (send) => {
      const connection = {}
      for (const body of [['a'], undefined, [pattern(50_000)], undefined]) {
        const answer = await send({ method: 'POST', connection, ...(body && { body }) })
        assert.equal(jsonOf(answer) === 'null', body === undefined)
      }
    },
  },
]

/** Content that would be a request, if a server forgot that it is content. */
function smuggled(size: number): Uint8Array {
  const request = 'GET /smuggled HTTP/1.1\r\nHost: conformance.test\r\n\r\n'
  return utf8(request.repeat(Math.ceil(size / request.length)).slice(0, size))
}

async function readAll({ body }: HttpRequest): Promise<void> {
  for await (const _ of body ?? []) continue
}

async function secondReading(request: HttpRequest): Promise<HttpResponse> {
  try {
    await readAll(request)
    return json('ended')
  } catch {
    return json('thrown')
  }
}
