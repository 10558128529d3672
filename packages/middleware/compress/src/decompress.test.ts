import { Buffer } from 'node:buffer'
import { readBytes, readText, text } from '@tsgi/message'
import type { Application, HttpRequest } from '@tsgi/spec'
import { client } from '@tsgi/testing'
import { describe, expect, it, vi } from 'vitest'
import {
  CODINGS as ALL_CODINGS,
  chunked,
  encode,
  expectNothingUnhandled,
  gate,
  noise,
  prose,
} from '../test/material.ts'
import { DecompressError, decompress } from './index.ts'
import type { Coding, DecompressOptions } from './index.ts'

const TEXT = prose(50_000)

type Content = Uint8Array | AsyncIterable<Uint8Array>

/** Posts content to an application that sends it back. */
async function post(content: Content, coding: string, options: DecompressOptions = {}) {
  let thrown: unknown
  const echo: Application = async (request) => {
    try {
      return text(Buffer.from(await readBytes(request, { maxBytes: 1e9 })).toString())
    } catch (error) {
      thrown = error
      throw error
    }
  }
  const posting = client(decompress(options)(echo))
  const answer = await posting.post('/', { headers: { 'content-encoding': coding }, body: content })
  expect(posting.errors.filter((error) => !(error instanceof DecompressError))).toEqual([])
  return { status: answer.status, text: answer.text, headers: answer.headers, thrown }
}

/** Octets one by one, or as many at a time. */
async function* pieces(content: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size)
}

/** Node 22 does not notice when content in zstd is cut off, so it is not taken there. */
const isNode22 = process.versions.node.startsWith('22.')
const CODINGS = ALL_CODINGS.filter((coding) => coding !== 'zstd' || !isNode22)

describe.each(CODINGS)('content in %s', (coding) => {
  it.each([1, 7, 1000, 100_000])('is decoded when %i octets come at a time', async (size) => {
    const content = encode(coding, TEXT)
    expect(await post(pieces(content, size), coding)).toMatchObject({ status: 200, text: TEXT })
  })

  it.each<[string, (content: Buffer) => Content]>([
    ['is cut off', (content) => content.subarray(0, content.length - 1)],
    ['is cut off in the middle', (content) => pieces(content.subarray(0, content.length / 2), 100)],
    ['is none', () => Buffer.from('this is no coded content at all')],
    ['is empty', () => chunked()],
    ['goes on behind its end', (content) => Buffer.concat([content, Buffer.from('more')])],
    ['goes on behind its end, later', (content) => chunked(content, Buffer.from('more'))],
    ['goes on with zeros', (content) => Buffer.concat([content, Buffer.alloc(20)])],
    ['goes on with zeros, later', (content) => chunked(content, Buffer.alloc(20))],
  ])('that %s is answered with 400', async (_what, broken) => {
    expectNothingUnhandled()
    const { status, thrown } = await post(broken(encode(coding, TEXT)), coding)
    expect(thrown).toMatchObject({
      name: 'DecompressError',
      code: 'DECOMPRESS_DATA',
      status: 400,
      expose: true,
    })
    expect(status).toBe(400)
  })

  it('may be as large as maxBytes, and no larger', async () => {
    expect(await post(encode(coding, TEXT), coding, { maxBytes: 50_000 })).toMatchObject({ status: 200 })
    const { status, thrown } = await post(encode(coding, TEXT), coding, { maxBytes: 49_999 })
    expect(thrown).toMatchObject({ code: 'DECOMPRESS_TOO_LARGE', status: 413 })
    expect(status).toBe(413)
  })

  it('may not be a bomb: what it becomes is bounded by what was sent', async () => {
    expectNothingUnhandled()
    const bomb = encode(coding, Buffer.alloc(50 * 1024 * 1024))
    const seen = { sent: 0, decoded: 0 }
    const upload = (async function* () {
      for await (const piece of pieces(bomb, 1024)) {
        seen.sent += piece.length
        yield piece
      }
    })()
    const counting: Application = async ({ body }) => {
      for await (const chunk of body!) seen.decoded += chunk.length
      return text('all of it')
    }
    const posting = client(decompress({ maxBytes: Infinity })(counting))
    const before = process.memoryUsage().arrayBuffers
    const answer = await posting.post('/', { headers: { 'content-encoding': coding }, body: upload })
    expect(answer.status).toBe(413)
    expect(posting.errors).toEqual([])
    expect(seen.decoded).toBeLessThanOrEqual(Math.max(65_536, seen.sent * 100))
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 * 1024 * 1024)
  })

  it('may be much, when it is not suspicious', async () => {
    const content = noise(500_000)
    const options = { maxBytes: 500_000, maxRatio: 1 }
    expect(await post(encode(coding, content), coding, options)).toMatchObject({ status: 200 })
    expect(await post(encode(coding, 'a'.repeat(65_536)), coding)).toMatchObject({ status: 200 })
  })
})

describe('codings on top of each other', () => {
  const twice = encode('br', encode('gzip', TEXT))

  it('are undone in the reverse order', async () => {
    expect(await post(twice, 'gzip, br')).toMatchObject({ status: 200, text: TEXT })
    expect(await post(pieces(twice, 10), 'gzip,identity , BR')).toMatchObject({ text: TEXT })
    expect(await post(twice, 'br, gzip')).toMatchObject({ status: 400 })
  })

  it('are checked to the end, each of them', async () => {
    const trailing = encode('br', Buffer.concat([encode('gzip', TEXT), Buffer.alloc(3)]))
    expect(await post(trailing, 'gzip, br')).toMatchObject({ status: 400 })
    const cut = encode('br', encode('gzip', TEXT).subarray(0, -3))
    expect(await post(cut, 'gzip, br')).toMatchObject({ status: 400 })
  })

  it('multiply no more than one may, also where the inner content is nothing', async () => {
    expectNothingUnhandled()
    const bomb = encode('gzip', encode('gzip', Buffer.alloc(50 * 1024 * 1024)))
    const { thrown } = await post(bomb, 'gzip, gzip', { maxBytes: Infinity })
    expect(thrown).toMatchObject({ code: 'DECOMPRESS_RATIO' })
    const nothing = encode('br', Buffer.concat(Array.from({ length: 10_000 }, () => encode('gzip', ''))))
    expect((await post(nothing, 'gzip, br')).thrown).toMatchObject({ status: 413 })
  })

  it('are two at most', async () => {
    expect(await post(encode('gzip', twice), 'gzip, br, gzip')).toMatchObject({ status: 415 })
  })
})

describe('the field', () => {
  it('may call gzip x-gzip', async () => {
    expect(await post(encode('gzip', TEXT), 'X-GZip')).toMatchObject({ text: TEXT })
  })

  it.each(['compress', 'gzip, secret', 'gzip;q=1', '"gzip"', '__proto__', 'constructor'])(
    'is answered with 415 and what there is: %s',
    async (coding) => {
      const { status, headers } = await post(Buffer.from('x'), coding)
      expect([status, headers['accept-encoding']]).toEqual([415, CODINGS.join(', ')])
    },
  )

  it('is gone, and so is the length of what was sent', async () => {
    let seen: HttpRequest['headers'] = {}
    const posting = client(
      decompress()(async (request) => {
        seen = request.headers
        return text(await readText(request))
      }),
    )
    const headers = { 'content-encoding': 'gzip', 'content-type': 'text/plain', 'x-a': 'b' }
    await posting.post('/', { headers, body: encode('gzip', TEXT) })
    expect({ ...seen }).toEqual({ host: 'localhost', 'content-type': 'text/plain', 'x-a': 'b' })
    expect(posting.errors).toEqual([])
  })

  it('says nothing when it is identity: the content stays, with its length', async () => {
    let seen: HttpRequest['headers'] = {}
    const posting = client(
      decompress({ maxBytes: 1 })(async (request) => {
        seen = request.headers
        return text(await readText(request))
      }),
    )
    const answer = await posting.post('/', { headers: { 'content-encoding': 'Identity' }, body: 'hello' })
    expect(answer.text).toBe('hello')
    expect({ ...seen }).toEqual({ host: 'localhost', 'content-length': '5' })
  })

  it('changes nothing where there is no content, nor where it is missing', () => {
    const seen: unknown[] = []
    const application = decompress()((request) => (seen.push(request), text('')))
    const bodiless = { headers: { 'content-encoding': 'gzip' }, body: null }
    const plain = { headers: {}, body: chunked() }
    void application(bodiless as never)
    void application(plain as never)
    expect(seen[0]).toBe(bodiless)
    expect(seen[1]).toBe(plain)
  })
})

describe('the body', () => {
  const posted = (application: Application, body: Content, signal?: AbortSignal) => {
    const posting = client(decompress()(application))
    const headers = { 'content-encoding': 'gzip' }
    return { errors: posting.errors, answer: posting.post('/', { headers, body, ...(signal && { signal }) }) }
  }

  it('need not be read', async () => {
    expectNothingUnhandled()
    const { answer, errors } = posted(() => text('hello'), Buffer.from('broken'))
    expect((await answer).text).toBe('hello')
    expect(errors).toEqual([])
  })

  it('need not be read to its end: what it stands for is closed, once', async () => {
    expectNothingUnhandled()
    const coded = encode('gzip', noise(100_000))
    const close = vi.fn<() => Promise<IteratorResult<Uint8Array>>>(async () => ({
      done: true,
      value: undefined,
    }))
    const upload = { next: async () => ({ done: false, value: coded }), return: close }
    const body = { [Symbol.asyncIterator]: () => upload }
    const application: Application = async (request) => {
      for await (const _chunk of request.body!) break
      return text('')
    }
    await decompress()(application)({ headers: { 'content-encoding': 'gzip, br, gzip' }, body } as never)
    expect(close).not.toHaveBeenCalled()
    await decompress()(application)({ headers: { 'content-encoding': 'gzip' }, body } as never)
    await vi.waitFor(() => expect(close).toHaveBeenCalledOnce())
  })

  it('is read once (BODY-3)', async () => {
    const { answer } = posted(
      async (request) => {
        await readBytes(request)
        const again = await readBytes(request).catch((error: unknown) => error)
        return text(String(again instanceof Error && !(again instanceof DecompressError)))
      },
      encode('gzip', TEXT),
    )
    expect((await answer).text).toBe('true')
  })

  it('fails as what it stands for does, when the client leaves', async () => {
    expectNothingUnhandled()
    const leaving = new AbortController()
    const seen = gate<unknown>()
    const upload = (async function* () {
      yield encode('gzip', TEXT).subarray(0, 200)
      leaving.abort()
      await new Promise(() => {})
    })()
    const { answer } = posted(
      async (request) => {
        await readBytes(request).catch(seen.open)
        return text('')
      },
      upload,
      leaving.signal,
    )
    await expect(answer).rejects.toMatchObject({ name: 'AbortError' })
    const reason = await seen.promise
    expect(reason).toBeInstanceOf(Error)
    expect(reason).not.toBeInstanceOf(DecompressError)
  })
})

it.each<[string, Coding]>(CODINGS.map((coding) => [coding, coding]))(
  'what %s makes of noise is decoded, too',
  async (_name, coding) => {
    expect(await post(encode(coding, noise(3000)), coding)).toMatchObject({ text: noise(3000).toString() })
  },
)
