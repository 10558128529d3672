import { Buffer } from 'node:buffer'
import { randomBytes } from 'node:crypto'
import * as zlib from 'node:zlib'
import { Readable } from 'node:stream'
import type { HttpResponse, ResponseBody } from '@tsgi/spec'
import { client } from '@tsgi/testing'
import { describe, expect, it, vi } from 'vitest'
import {
  CODINGS,
  chunked,
  decode,
  dice,
  expectNothingUnhandled,
  gate,
  noise,
  page,
  prose,
} from '../test/material.ts'
import { CodedBody } from './coded-body.ts'
import { coderOf } from './codings.ts'
import type { Codec, Coding } from './codings.ts'
import { compress } from './index.ts'

/** A client that takes one coding, of an application that answers so. */
function asking(coding: Coding, response: () => HttpResponse) {
  const calling = client(compress()(response))
  const headers = { 'accept-encoding': coding }
  return {
    get: () => calling.get('/', { headers }),
    stream: (signal?: AbortSignal) => calling.stream('GET', '/', { headers, ...(signal && { signal }) }),
    errors: calling.errors,
  }
}

/** What of a stream can be read so far. */
function decoding(coding: Coding): (chunk: Uint8Array) => Promise<string> {
  const create = {
    br: 'createBrotliDecompress',
    zstd: 'createZstdDecompress',
    gzip: 'createGunzip',
    deflate: 'createInflate',
  }
  const codec = (zlib as unknown as Record<string, () => Codec>)[create[coding]]!()
  let text = ''
  codec.on('data', (chunk: Buffer) => (text += chunk.toString()))
  return (chunk) =>
    new Promise((resolve) => {
      codec.write(chunk, () => setImmediate(() => resolve(text)))
    })
}

/** A source that counts how often it was closed. */
function counted(chunks: AsyncIterator<string | Uint8Array>): { body: ResponseBody; closed: () => number } {
  const close = vi.fn<() => Promise<IteratorResult<string>>>(() =>
    Promise.resolve({ done: true, value: undefined }),
  )
  const iterator = { next: () => chunks.next(), return: close }
  return { body: { [Symbol.asyncIterator]: () => iterator }, closed: () => close.mock.calls.length }
}

/** A coded body, and its codec. */
function opened(coding: Coding, body: ResponseBody): { body: CodedBody; codec: () => Codec | undefined } {
  let codec: Codec | undefined
  const stream = (): Codec => (codec = coderOf(coding, 4).stream())
  return { body: new CodedBody(body as Readable, stream, coding, false), codec: () => codec }
}

describe.each(CODINGS)('a stream in %s', (coding) => {
  it('decodes to what was sent, however it was cut', async () => {
    const roll = dice(CODINGS.indexOf(coding))
    for (let run = 0; run < 25; run++) {
      const content = Buffer.concat([Buffer.from(prose(roll() * 150_000)), noise(roll() * 5000)])
      const chunks: Uint8Array[] = []
      for (let at = 0; at < content.length;) {
        const size = Math.floor(roll() ** 4 * 100_000)
        chunks.push(content.subarray(at, at + size))
        at += size
      }
      const waiting = (async function* () {
        for (const chunk of chunks) {
          if (roll() < 0.1) await new Promise((resolve) => void setImmediate(resolve))
          yield chunk
        }
      })()
      const { get, errors } = asking(coding, () => page(waiting))
      const answer = await get()
      expect(errors).toEqual([])
      expect(answer.headers['content-encoding']).toBe(coding)
      expect(Buffer.compare(decode(coding, answer.body), content)).toBe(0)
    }
  })

  it('decodes to nothing when there was nothing', async () => {
    const answer = await asking(coding, () => page(chunked())).get()
    expect(decode(coding, answer.body)).toHaveLength(0)
  })

  it('gives what an application has said before it waits (CP8, BODY-14)', async () => {
    const more = gate()
    const telling = async function* () {
      yield 'one'
      yield ', two'
      await more.promise
      yield ', three'
    }
    const { chunks } = await asking(coding, () => page(telling())).stream()
    const read = decoding(coding)
    let text = ''
    for await (const chunk of chunks) {
      text = await read(chunk)
      if (text === 'one, two') more.open()
    }
    expect(text).toBe('one, two, three')
  })

  it('gives each event at once (CP8)', async () => {
    const events = chunked('data: 1\n\n', 'data: 2\n\n', 'data: 3\n\n')
    const headers = { 'content-type': 'text/event-stream; charset=utf-8' }
    const { chunks } = await asking(coding, () => ({ status: 200, headers, body: events })).stream()
    const read = decoding(coding)
    const seen: string[] = []
    for await (const chunk of chunks) seen.push(await read(chunk))
    expect(seen.slice(0, 3)).toEqual(
      [1, 2, 3].map((last) => 'data: 1\n\ndata: 2\n\ndata: 3\n\n'.slice(0, last * 9)),
    )
  })

  it('gives the head at an empty chunk (BODY-11)', async () => {
    const more = gate()
    const slow = async function* () {
      yield ''
      await more.promise
      yield 'content'
    }
    const { chunks, status } = await asking(coding, () => page(slow())).stream()
    expect(status).toBe(200)
    more.open()
    const read = decoding(coding)
    let text = ''
    for await (const chunk of chunks) text = await read(chunk)
    expect(text).toBe('content')
  })

  it('fails as its source does, after what came before (CP9)', async () => {
    expectNothingUnhandled()
    const failing = async function* () {
      yield prose(100_000)
      await new Promise((resolve) => setTimeout(resolve, 5))
      throw new Error('disk')
    }
    const { get, errors } = asking(coding, () => page(failing()))
    expect(await get().catch((error: unknown) => error)).toBeInstanceOf(Error)
    expect(errors).toEqual([expect.objectContaining({ message: 'disk' })])
  })

  it('fails as its source does, before there is a head (CP9)', async () => {
    expectNothingUnhandled()
    const { body } = counted({ next: () => Promise.reject(new Error('disk')) })
    const answer = await asking(coding, () => page(body)).get()
    expect([answer.status, answer.headers['content-encoding']]).toEqual([500, undefined])
  })

  it.each([0, 1, 5])('frees codec and source when its reader leaves after %i chunks (CP1)', async (count) => {
    expectNothingUnhandled()
    const endless = (async function* () {
      for (;;) yield noise(20_000)
    })()
    const source = counted(endless)
    const { body, codec } = opened(coding, source.body)
    const reader = body[Symbol.asyncIterator]()
    for (let read = 0; read < count; read++) expect((await reader.next()).done).toBe(false)
    await reader.return()
    body.destroy()
    expect(source.closed()).toBe(1)
    expect(codec()!.destroyed).toBe(true)
    expect(await reader.next()).toEqual({ done: true, value: undefined })
  })

  it('frees codec and source when its reader leaves in the middle of a chunk (CP1)', async () => {
    expectNothingUnhandled()
    const source = counted(chunked(prose(200_000)))
    const { body, codec } = opened(coding, source.body)
    const pending = body[Symbol.asyncIterator]().next()
    while (codec()!.writableLength === 0) await Promise.resolve()
    body.destroy()
    expect(await pending).toEqual({ done: true, value: undefined })
    expect([source.closed(), codec()!.destroyed]).toEqual([1, true])
  })

  it('frees codec and source when its reader leaves while it waits (CP1)', async () => {
    expectNothingUnhandled()
    const more = gate<IteratorResult<string>>()
    const source = counted({ next: () => more.promise })
    const { body, codec } = opened(coding, source.body)
    const pending = body[Symbol.asyncIterator]().next()
    body.destroy()
    expect([source.closed(), codec()!.destroyed]).toEqual([1, true])
    more.open({ done: false, value: 'late' })
    expect(await pending).toEqual({ done: true, value: undefined })
  })

  it.each<[string, () => AsyncIterator<string>]>([
    ['ends', () => chunked('content')],
    [
      'fails',
      async function* () {
        yield 'content'
        throw new Error('disk')
      },
    ],
  ])('frees its codec when its source %s, which is not closed then (CP1)', async (_how, chunks) => {
    expectNothingUnhandled()
    const source = counted(chunks())
    const { body, codec } = opened(coding, source.body)
    await readAll(body).catch(() => {})
    await vi.waitFor(() => expect(codec()!.destroyed).toBe(true))
    expect(source.closed()).toBe(0)
  })

  it('closes a source that nobody opened, without a codec (BODY-16)', () => {
    const closed = vi.fn<() => void>()
    const stream = new Readable({ read: () => {}, destroy: (_error, done) => (closed(), done(null)) })
    const { body, codec } = opened(coding, stream)
    body.destroy()
    body.destroy()
    expect(closed).toHaveBeenCalledOnce()
    expect(codec()).toBeUndefined()
  })

  it('takes no more than its reader does (BODY-13)', async () => {
    let taken = 0
    const endless = async function* () {
      for (;;) {
        taken += 16_384
        yield randomBytes(16_384)
      }
    }
    const { body } = opened(coding, endless())
    const reader = body[Symbol.asyncIterator]()
    let given = 0
    for (let count = 0; count < 10; count++) given += (await reader.next()).value!.length
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(taken - given).toBeLessThan(256 * 1024)
    body.destroy()
  })
})

it.each<[string, (text: string) => ResponseBody]>([
  ['of Node', (text) => Readable.from([text])],
  ['of the web', (text) => new Blob([text]).stream()],
])('a stream %s is coded, and closed when its reader leaves', async (_what, make) => {
  expectNothingUnhandled()
  const text = prose(200_000)
  expect(decode('gzip', (await asking('gzip', () => page(make(text))).get()).body).toString()).toBe(text)
  const leaving = new AbortController()
  const { chunks } = await asking('gzip', () => page(make(text))).stream(leaving.signal)
  const leave = async (): Promise<void> => {
    for await (const _chunk of chunks) leaving.abort()
  }
  await expect(leave()).rejects.toMatchObject({ name: 'AbortError' })
})

async function readAll(body: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const _chunk of body);
}
