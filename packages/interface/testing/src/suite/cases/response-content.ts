import assert from 'node:assert/strict'
import { json, text } from '@tsgi/message'
import type { ResponseBody } from '@tsgi/spec'
import type { ConformanceCase } from '../case.ts'
import { linesOf, textOf } from '../check-answer.ts'
import { pattern, pieces, utf8 } from './octets.ts'
import { respond, streamOf } from './streams.ts'

const mebibyte = pattern(1024 * 1024)
const multibyte = 'grüße – 漢字 😀\n'

class CuriousBytes extends Uint8Array {
  async *[Symbol.asyncIterator](): AsyncGenerator<string, void> {
    yield 'not this'
  }
}

/** Bodies that are there as a whole, and the bytes they are. */
const buffered: ReadonlyArray<readonly [name: string, body: ResponseBody, bytes: Uint8Array]> = [
  ['null', null, utf8('')],
  ['string', 'hello\n', utf8('hello\n')],
  ['string-empty', '', utf8('')],
  ['string-multibyte', multibyte, utf8(multibyte)],
  ['string-large', multibyte.repeat(50_000), utf8(multibyte.repeat(50_000))],
  ['bytes', pattern(300), pattern(300)],
  ['bytes-empty', new Uint8Array(), utf8('')],
  ['bytes-view', pattern(300).subarray(100, 200), pattern(300).subarray(100, 200)],
  ['bytes-large', mebibyte, mebibyte],
  ['bytes-that-iterate', CuriousBytes.from(utf8('these')), utf8('these')],
]

/** Bodies that are produced while they are sent. */
const streamed: ReadonlyArray<readonly [name: string, body: () => ResponseBody, bytes: Uint8Array]> = [
  ['strings', () => streamOf('one ', 'two ', 'three'), utf8('one two three')],
  ['bytes', () => streamOf(pattern(100), pattern(200)), new Uint8Array([...pattern(100), ...pattern(200)])],
  ['mixed', () => streamOf<string | Uint8Array>('one ', utf8('two '), 'three'), utf8('one two three')],
  ['multibyte', () => streamOf(...Array.from(multibyte)), utf8(multibyte)],
  ['empty', () => streamOf(), utf8('')],
  ['empty-chunks-only', () => streamOf<string | Uint8Array>('', new Uint8Array(), ''), utf8('')],
  ['empty-chunks', () => streamOf<string | Uint8Array>('', 'a', '', new Uint8Array(), 'b', ''), utf8('ab')],
  ['looking-like-framing', () => streamOf('0\r\n\r\n', '\r\n0\r\n'), utf8('0\r\n\r\n\r\n0\r\n')],
  ['large', () => streamOf(...pieces(mebibyte, 10_000)), mebibyte],
  ['large-chunk', () => streamOf(mebibyte), mebibyte],
  ['many-chunks', () => streamOf(...pieces(pattern(5000), 1)), pattern(5000)],
  ['web-stream', () => webStream(['web ', 'stream']), utf8('web stream')],
  ['by-hand', () => countdown(3), utf8('321')],
  ['late', () => late(['one ', 'two']), utf8('one two')],
]

/** The kinds of content that a response may have, and how they are taken. */
export const responseContent: readonly ConformanceCase[] = [
  ...buffered.map(([name, body, bytes]): ConformanceCase => ({
    id: `body-${name}`,
    rules: ['BODY-9', 'BODY-10', 'LEN-2'],
    application: () => respond(body),
    expect: { bytes, headers: { 'content-length': String(bytes.length), 'transfer-encoding': null } },
  })),
  ...streamed.map(([name, body, bytes]): ConformanceCase => ({
    id: `body-stream-${name}`,
    rules: ['BODY-9', 'BODY-10', 'BODY-11', 'LEN-2'],
    application: () => respond(body()),
    expect: { bytes },
  })),
  {
    id: 'body-stream-after-promise',
    rules: ['BODY-9', 'BODY-12'],
    application: async ({ method }) => respond(streamOf(method, ' done')),
    expect: { text: 'GET done' },
  },
  {
    id: 'body-iterated-once',
    rules: ['BODY-12'],
    needs: ['observation'],
    application: (_request, { record }) => {
      const stream = streamOf('content')
      const body = {
        [Symbol.asyncIterator]: () => {
          record('iterated')
          return stream
        },
      }
      record('returned')
      return respond(body)
    },
    expect: async (answer, observer) => {
      assert.equal(textOf(answer), 'content')
      assert.deepEqual(await observer.events(), ['returned', 'iterated'])
    },
  },
  {
    id: 'body-pulled-one-by-one',
    rules: ['BODY-13'],
    application: () => {
      let left = 20
      let pending = 0
      const next = async (): Promise<IteratorResult<string>> => {
        pending++
        await new Promise((resolve) => setTimeout(resolve, 0))
        const value = `${pending--}`
        return left-- > 0 ? { done: false, value } : { done: true, value: undefined }
      }
      return respond({ [Symbol.asyncIterator]: () => ({ next }) })
    },
    expect: { text: '1'.repeat(20) },
  },
  {
    id: 'body-not-pulled-after-end',
    rules: ['BODY-12', 'BODY-15'],
    needs: ['observation'],
    application: ({ exchange }, { record }) => {
      exchange.onFinish(() => record('finished'))
      let left = 2
      const next = async (): Promise<IteratorResult<string>> => {
        record(left > 0 ? 'pulled' : 'pulled the end')
        return left-- > 0 ? { done: false, value: 'x' } : { done: true, value: undefined }
      }
      return respond({ [Symbol.asyncIterator]: () => ({ next }) })
    },
    expect: async (answer, observer) => {
      assert.equal(textOf(answer), 'xx')
      await observer.wait('finished')
      assert.deepEqual(await observer.events(), ['pulled', 'pulled', 'pulled the end', 'finished'])
    },
  },
  {
    id: 'server-is-dumb',
    rules: ['RESP-4'],
    application: () =>
      text('0123456789'.repeat(500), { headers: { 'last-modified': 'Sun, 06 Nov 1994 08:49:37 GMT' } }),
    request: {
      headers: [
        ['Accept-Encoding', 'gzip, br, deflate'],
        ['If-None-Match', '*'],
        ['If-Modified-Since', 'Sun, 06 Nov 2050 08:49:37 GMT'],
      ],
    },
    expect: {
      text: '0123456789'.repeat(500),
      headers: { 'content-encoding': null, etag: null, 'content-length': '5000' },
    },
  },
  {
    id: 'server-makes-no-ranges',
    rules: ['RESP-4'],
    application: () => text('0123456789'),
    request: { headers: [['Range', 'bytes=2-4']] },
    expect: { text: '0123456789', headers: { 'content-range': null } },
  },
  {
    id: 'application-makes-ranges',
    rules: ['RESP-4', 'HEAD-9'],
    application: () => ({
      status: 206,
      headers: { 'content-type': 'text/plain', 'content-range': 'bytes 2-4/10', etag: '"t"' },
      body: '234',
    }),
    request: { headers: [['Range', 'bytes=2-4']] },
    expect: { status: 206, text: '234', headers: { 'content-range': 'bytes 2-4/10', etag: '"t"' } },
  },
  {
    id: 'application-says-not-modified',
    rules: ['RESP-4', 'LEN-4'],
    application: () => ({ status: 304, headers: { etag: '"t"' }, body: null }),
    request: { headers: [['If-None-Match', '"t"']] },
    expect: { status: 304, text: '', headers: { etag: '"t"' } },
  },
  {
    id: 'body-on-same-connection',
    rules: ['LEN-2', 'BODY-9'],
    application: ({ path }) => {
      if (path === '/null') return { status: 200, headers: {}, body: null }
      return path === '/stream' ? respond(streamOf(path)) : json(path)
    },
    script: async (send) => {
      const connection = {}
      for (const path of ['/null', '/stream', '/json', '/stream', '/null', '/json']) {
        const answer = await send({ target: path, connection })
        const wanted = path === '/null' ? '' : path
        assert.equal(textOf(answer).replaceAll('"', ''), wanted)
        assert.equal(linesOf(answer, 'content-length').length, path === '/stream' ? 0 : 1)
      }
    },
  },
]

function webStream(chunks: readonly string[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start: (controller) => {
      for (const chunk of chunks) controller.enqueue(utf8(chunk))
      controller.close()
    },
  })
}

/** An iterable with nothing but `next`, and strings. */
function countdown(from: number): AsyncIterable<string> {
  let left = from
  const next = async (): Promise<IteratorResult<string>> =>
    left > 0 ? { done: false, value: String(left--) } : { done: true, value: undefined }
  return { [Symbol.asyncIterator]: () => ({ next }) }
}

async function* late(chunks: readonly string[]): AsyncGenerator<string, void> {
  for (const chunk of chunks) {
    await new Promise((resolve) => setTimeout(resolve, 1))
    yield chunk
  }
}
