import { describe, expect, it } from 'vitest'
import { read, typed } from '../test/read.ts'
import { withContent } from './content.ts'
import { readBytes, readText } from './read-text.ts'
import type { TextOptions } from './read-text.ts'

describe('readText', () => {
  const text = (init: Parameters<typeof read>[1], options?: TextOptions): Promise<string> =>
    read((request) => readText(request, options), init)

  it('reads UTF-8 unless the type says otherwise', async () => {
    expect(await text(typed('text/plain', '\ufeffgrüß'))).toBe('grüß')
    expect(await text(typed('text/plain; charset="UTF-8"', 'grüß'))).toBe('grüß')
    expect(await text({ body: 'no type' })).toBe('no type')
    expect(await text({})).toBe('')
  })

  it('reads other charsets where they are taken', async () => {
    const latin1 = typed('text/plain; charset=ISO-8859-1', Buffer.from('grüß', 'latin1'))
    await expect(text(latin1)).rejects.toMatchObject({ code: 'BODY_CHARSET', status: 415 })
    expect(await text(latin1, { charsets: ['iso-8859-1'] })).toBe('grüß')
    const utf16 = typed('text/csv; charset=utf-16le', Buffer.from('grüß', 'utf16le'))
    expect(await text(utf16, { charsets: ['iso-8859-1', 'UTF-16LE'] })).toBe('grüß')
  })

  it('replaces nothing: bytes that are no text are refused', async () => {
    const refusal = { code: 'BODY_TEXT', status: 400, expose: true }
    await expect(text(typed('text/plain', Uint8Array.of(0xff)))).rejects.toMatchObject(refusal)
    const odd = typed('text/plain; charset=shift_jis', Uint8Array.of(0x81))
    await expect(text(odd, { charsets: ['shift_jis'] })).rejects.toMatchObject(refusal)
  })

  it('takes the types that are named, and ranges of them', async () => {
    const options = { types: ['text/*', 'application/xml'] }
    expect(await text(typed('text/csv', 'a,b'), options)).toBe('a,b')
    expect(await text(typed('Application/XML', '<a/>'), options)).toBe('<a/>')
    await expect(text(typed('image/svg+xml', '<a/>'), options)).rejects.toMatchObject({
      code: 'BODY_TYPE',
      status: 415,
      headers: { accept: 'text/*, application/xml' },
    })
    await expect(text({ body: 'x' }, options)).rejects.toMatchObject({ status: 415 })
  })

  it('refuses a coding that nobody undid, and a malformed type', async () => {
    await expect(text({ headers: { 'content-encoding': 'br' }, body: 'x' })).rejects.toMatchObject({
      status: 415,
    })
    await expect(text(typed('text/plain; charset', 'x'))).rejects.toMatchObject({ code: 'BODY_TYPE' })
  })

  it('refuses wrong options', async () => {
    await expect(text({ body: 'x' }, { charset: 'x' } as TextOptions)).rejects.toThrow(
      "Unknown option 'charset'",
    )
    await expect(text({ body: 'x' }, { charsets: 'x' as never })).rejects.toThrow(
      'charsets is an array of strings',
    )
    const unknown = typed('text/plain; charset=utf-7', 'x')
    await expect(text(unknown, { charsets: ['utf-7'] })).rejects.toThrow(
      "charsets are labels of the Encoding Standard: got 'utf-7'",
    )
  })
})

describe('readBytes', () => {
  it('gives what was sent, whatever it is', async () => {
    const bytes = Uint8Array.of(0, 255, 13, 10)
    expect([...(await read(readBytes, { body: bytes, headers: { 'content-encoding': 'gzip' } }))]).toEqual([
      ...bytes,
    ])
    expect(await read(readBytes, {})).toHaveLength(0)
  })

  it('takes the types that are named', async () => {
    const png = (request: Parameters<typeof readBytes>[0]): Promise<Uint8Array> =>
      readBytes(request, { types: ['image/png'], maxBytes: 4 })
    expect(await read(png, typed('image/png', 'abcd'))).toHaveLength(4)
    await expect(read(png, typed('image/png', 'abcde'))).rejects.toMatchObject({ status: 413 })
    await expect(read(png, typed('image/gif', 'abcd'))).rejects.toMatchObject({ status: 415 })
  })

  it('notices another length than the announced one, where a way in did not', async () => {
    const short = read(
      (request) => readBytes({ ...request, headers: { ...request.headers, 'content-length': '5' } }),
      { body: ['abcd'] },
    )
    await expect(short).rejects.toMatchObject({
      code: 'BODY_LENGTH',
      status: 400,
      message: 'There are 4 bytes of content, content-length announces others',
    })
  })
})

describe('withContent', () => {
  it('lets content be read again', async () => {
    const texts = await read(
      async (request) => {
        const bytes = await readBytes(request)
        const again = withContent(request, bytes)
        return [
          await readText(again),
          await readText(withContent(request, bytes)),
          again.headers['content-length'],
        ]
      },
      typed('text/plain', ['gr', 'üß']),
    )
    expect(texts).toEqual(['grüß', 'grüß', '6'])
  })

  it('makes content that is read once, like all content', async () => {
    const twice = read(async (request) => {
      const again = withContent(request, Buffer.from('x'))
      await readText(again)
      return readText(again)
    }, {})
    await expect(twice).rejects.toThrow('can be read once')
  })

  it('has no content for no bytes, and no other framing', async () => {
    const derived = await read(async (request) => withContent(request, new Uint8Array(0)), { body: ['x'] })
    expect(derived.body).toBeNull()
    expect(derived.headers).toMatchObject({ 'content-length': '0' })
    expect(derived.headers).not.toHaveProperty('transfer-encoding')
  })
})
