import { describe, expect, it } from 'vitest'
import type { HttpRequest } from '@tsgi/spec'
import { makeRequest, makeUpload } from '../test/make-request.ts'
import { readBytes, readJson, readText } from './read.ts'

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

/** A request whose content counts the chunks that were asked for. */
function counted(
  headers: HttpRequest['headers'],
  chunk: Uint8Array,
): { request: HttpRequest; pulls: () => number } {
  let pulls = 0
  const body = (async function* () {
    for (;;) {
      pulls++
      yield chunk
    }
  })()
  return { request: makeRequest({ headers, body }), pulls: () => pulls }
}

describe('readBytes', () => {
  it('gives no bytes for no content', async () => {
    expect(await readBytes(makeRequest())).toEqual(new Uint8Array(0))
  })

  it('hands a single chunk on without a copy', async () => {
    const chunk = utf8('hello')
    const bytes = await readBytes(makeUpload({}, chunk))
    expect(bytes).toEqual(chunk)
    expect(bytes.buffer).toBe(chunk.buffer)
  })

  it('joins chunks and leaves them as they were', async () => {
    const first = utf8('hello ')
    const bytes = await readBytes(makeUpload({}, first, 'big ', 'world'))
    expect(new TextDecoder().decode(bytes)).toBe('hello big world')
    expect(first).toEqual(utf8('hello '))
  })

  it('joins very many small chunks', async () => {
    const chunks = Array.from({ length: 50_000 }, (_, index) => Uint8Array.of(index % 251))
    expect(await readBytes(makeUpload({}, ...chunks))).toEqual(Uint8Array.from(chunks, ([byte = 0]) => byte))
  })

  it('gives coded content as it is', async () => {
    expect(await readBytes(makeUpload({ 'content-encoding': 'gzip' }, 'zipped'))).toEqual(utf8('zipped'))
  })

  describe('within a limit (BD1, G25)', () => {
    it('takes exactly as many bytes, from one chunk or several', async () => {
      expect(await readBytes(makeUpload({ 'content-length': '4' }, 'abcd'), { maxBytes: 4 })).toHaveLength(4)
      expect(await readBytes(makeUpload({}, 'ab', 'c', 'd'), { maxBytes: 4 })).toHaveLength(4)
    })

    it('refuses one byte more, from one chunk or several', async () => {
      const refusal = { name: 'BodyError', code: 'BODY_TOO_LARGE', status: 413, expose: true }
      await expect(readBytes(makeUpload({}, 'abcde'), { maxBytes: 4 })).rejects.toMatchObject(refusal)
      await expect(readBytes(makeUpload({}, 'ab', 'cd', 'e'), { maxBytes: 4 })).rejects.toMatchObject(refusal)
    })

    it('counts bytes, not characters', async () => {
      await expect(readBytes(makeUpload({}, 'äöü'), { maxBytes: 5 })).rejects.toMatchObject({ status: 413 })
    })

    it('refuses an announced length without reading', async () => {
      const { request, pulls } = counted({ 'content-length': '5' }, utf8('a'))
      await expect(readBytes(request, { maxBytes: 4 })).rejects.toMatchObject({ code: 'BODY_TOO_LARGE' })
      expect(pulls()).toBe(0)
    })

    it('stops reading at the chunk that is too much', async () => {
      const { request, pulls } = counted({}, utf8('ab'))
      await expect(readBytes(request, { maxBytes: 5 })).rejects.toMatchObject({ code: 'BODY_TOO_LARGE' })
      expect(pulls()).toBe(3)
    })

    it('is 1 MiB when nothing is said', async () => {
      const mebibyte = new Uint8Array(1_048_576)
      expect(await readBytes(makeUpload({}, mebibyte))).toHaveLength(1_048_576)
      await expect(readBytes(makeUpload({}, mebibyte, 'x'))).rejects.toMatchObject({ status: 413 })
    })

    it('may be zero', async () => {
      expect(await readBytes(makeRequest(), { maxBytes: 0 })).toHaveLength(0)
      await expect(readBytes(makeUpload({}, 'x'), { maxBytes: 0 })).rejects.toMatchObject({ status: 413 })
    })

    it.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])(
      'must be a whole number: refuses %s',
      async (maxBytes) => {
        await expect(readBytes(makeRequest(), { maxBytes })).rejects.toThrow(TypeError)
      },
    )
  })

  it('fails as the body does, when the client left or the body was read before (BD7)', async () => {
    const gone = new Error('The client left')
    const body = (async function* () {
      yield utf8('par')
      throw gone
    })()
    await expect(readBytes(makeRequest({ body }))).rejects.toBe(gone)
  })
})

describe('readText', () => {
  it('gives an empty string for no content', async () => {
    expect(await readText(makeRequest())).toBe('')
  })

  it('decodes UTF-8 that is split anywhere, without its byte order mark', async () => {
    const bytes = utf8('\ufeffgrüß 😀')
    expect(await readText(makeUpload({}, ...Array.from(bytes, (byte) => Uint8Array.of(byte))))).toBe(
      'grüß 😀',
    )
  })

  it.each([
    'text/plain',
    'text/plain; charset=utf-8',
    'text/plain; charset="UTF-8"',
    'text/css; charset=us-ascii',
  ])('reads %s', async (type) => {
    expect(await readText(makeUpload({ 'content-type': type }, 'a'))).toBe('a')
  })

  it.each(['iso-8859-1', 'utf-16', 'utf-7', 'utf8,x', '""'])('refuses the charset %s', async (charset) => {
    const request = makeUpload({ 'content-type': `text/plain; charset=${charset}` }, 'a')
    await expect(readText(request)).rejects.toMatchObject({ status: 415, expose: true })
  })

  it('refuses a malformed content type (BD4)', async () => {
    const request = makeUpload({ 'content-type': 'text/plain; charset=utf-8; charset=utf-7' }, 'a')
    await expect(readText(request)).rejects.toMatchObject({ code: 'BODY_TYPE', status: 415 })
  })

  it.each([[[0xff]], [[0xc0, 0xaf]], [[0xed, 0xa0, 0x80]], [[0x61, 0xc3]]])(
    'refuses the bytes %j, which are not UTF-8',
    async (bytes) => {
      const refusal = { code: 'BODY_UTF8', status: 400, expose: true }
      await expect(readText(makeUpload({}, Uint8Array.from(bytes)))).rejects.toMatchObject(refusal)
      expect(await readText(makeUpload({}, 'still fine'))).toBe('still fine')
    },
  )

  it('refuses a content coding that nobody undid (BD5)', async () => {
    expect(await readText(makeUpload({ 'content-encoding': 'Identity' }, 'a'))).toBe('a')
    const request = makeUpload({ 'content-encoding': 'gzip' }, 'a')
    await expect(readText(request)).rejects.toMatchObject({ code: 'BODY_CODING', status: 415 })
  })

  it('has the limit of readBytes', async () => {
    await expect(readText(makeUpload({}, 'abc'), { maxBytes: 2 })).rejects.toMatchObject({ status: 413 })
  })
})

describe('readJson', () => {
  const jsonRequest = (...chunks: Array<string | Uint8Array>): HttpRequest =>
    makeUpload({ 'content-type': 'application/json' }, ...chunks)

  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'application/problem+json',
    'Model/GLTF+JSON',
  ])('takes %s', async (type) => {
    expect(await readJson<{ a: number }>(makeUpload({ 'content-type': type }, '{"a":', '1}'))).toEqual({
      a: 1,
    })
  })

  it.each([
    undefined,
    'text/plain',
    'text/json',
    'application/jsonp',
    'application/x-www-form-urlencoded',
    'nonsense',
  ])('refuses %s', async (type) => {
    const request = makeUpload({ 'content-type': type }, '{}')
    await expect(readJson(request)).rejects.toMatchObject({ code: 'BODY_TYPE', status: 415 })
  })

  it('refuses another charset', async () => {
    const request = makeUpload({ 'content-type': 'application/json; charset=utf-16' }, '{}')
    await expect(readJson(request)).rejects.toMatchObject({ code: 'BODY_CHARSET', status: 415 })
  })

  it('skips a byte order mark', async () => {
    expect(await readJson(jsonRequest('\ufeff[1]'))).toEqual([1])
  })

  it.each(['', ' ', '{', '{"a":1,}', "{'a':1}", 'undefined', 'NaN', '[1] [2]'])(
    'refuses %j',
    async (text) => {
      const refusal = { code: 'BODY_JSON', status: 400, expose: true }
      await expect(readJson(jsonRequest(text))).rejects.toMatchObject(refusal)
    },
  )

  it('does not repeat what the client sent in its message', async () => {
    await expect(readJson(jsonRequest('<script>'))).rejects.toThrow(/^Not JSON$/)
  })
})
