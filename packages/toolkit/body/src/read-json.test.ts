import { readJson as readPlainJson } from '@tsgi/message'
import { type } from 'arktype'
import * as v from 'valibot'
import { describe, expect, expectTypeOf, it } from 'vitest'
import * as z from 'zod'
import { byteByByte, read, typed } from '../test/read.ts'
import { readJson } from './read-json.ts'
import type { JsonOptions } from './read-json.ts'

const json = (body: string) => typed('application/json', body)
const parse = (body: string, options?: JsonOptions): Promise<unknown> =>
  read((request) => readJson(request, options), json(body))

describe('readJson', () => {
  it('gives the value', async () => {
    expect(await parse('{"a":[1,{"b":"\\u00e4"}]}')).toEqual({ a: [1, { b: 'ä' }] })
    expect(await read(readJson, typed('application/merge-patch+json', ['[1,', '2]']))).toEqual([1, 2])
    expect(await read(readJson, typed('application/json; charset=UTF-8', byteByByte('"grüß"')))).toBe('grüß')
  })

  it.each([
    'text/plain',
    'text/json',
    'application/x-www-form-urlencoded',
    'nonsense',
    'application/json, text/plain',
  ])('refuses %s with 415, and tells what it takes (BD4)', async (contentType) => {
    await expect(read(readJson, typed(contentType, '{}'))).rejects.toMatchObject({
      code: 'BODY_TYPE',
      status: 415,
      expose: true,
      headers: { accept: 'application/json', 'accept-post': 'application/json' },
    })
  })

  it('tells clients of PATCH what to send, and those who sent no type', async () => {
    const refused = read(readJson, { body: '{}' }, { method: 'PATCH' })
    await expect(refused).rejects.toMatchObject({
      message: 'There is no content-type, expected application/json',
      headers: { accept: 'application/json', 'accept-patch': 'application/json' },
    })
  })

  it('refuses other charsets and codings (BD5)', async () => {
    const utf16 = read(readJson, typed('application/json; charset=utf-16', '{}'))
    await expect(utf16).rejects.toMatchObject({ code: 'BODY_CHARSET', status: 415 })
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' }
    await expect(read(readJson, { headers, body: '{}' })).rejects.toMatchObject({
      code: 'BODY_CODING',
      status: 415,
      headers: { 'accept-encoding': 'identity' },
    })
  })

  it('says where malformed JSON is malformed, and nothing of what it says', async () => {
    const error = await parse('{\n  "secret": <script>\n}').catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({
      name: 'ContentError',
      code: 'BODY_JSON',
      status: 400,
      message: 'Not JSON: line 2, column 13',
      position: { offset: 14, line: 2, column: 13 },
    })
    expect(JSON.stringify(error) + String((error as Error).stack)).not.toContain('<script>')
    expect((error as Error).cause).toBeUndefined()
  })

  it('refuses no content, and bytes that are not UTF-8', async () => {
    await expect(parse('')).rejects.toMatchObject({ code: 'BODY_JSON', status: 400 })
    const bytes = typed('application/json', Uint8Array.of(0x22, 0xff, 0x22))
    await expect(read(readJson, bytes)).rejects.toMatchObject({ code: 'BODY_UTF8', status: 400 })
  })

  it('refuses keys that could pollute prototypes (BD3)', async () => {
    for (const body of ['{"__proto__":{"admin":true}}', '{"a":[{"constructor":{"prototype":{}}}]}']) {
      await expect(parse(body)).rejects.toMatchObject({ code: 'BODY_JSON', status: 400 })
    }
    expect(({} as { admin?: boolean }).admin).toBeUndefined()
  })

  it('says so when the content was read before (BD7)', async () => {
    for (const first of [readJson, readPlainJson]) {
      const twice = read(
        async (request) => {
          await first(request)
          return readJson(request)
        },
        json('1'),
        { validate: false },
      )
      await expect(twice).rejects.toThrow('can be read once')
    }
  })
})

describe('limits of readJson', () => {
  it('maxBytes is 1 MiB when nothing is said, and counts bytes (BD1)', async () => {
    const text = (length: number): string => `"${'x'.repeat(length - 2)}"`
    expect(await parse(text(1_048_576))).toHaveLength(1_048_574)
    await expect(parse(text(1_048_577))).rejects.toMatchObject({ code: 'BODY_TOO_LARGE', status: 413 })
    expect(await parse('"ä"', { maxBytes: 4 })).toBe('ä')
    await expect(parse('"ä"', { maxBytes: 3 })).rejects.toMatchObject({ status: 413 })
    expect(await parse(text(1_048_577), { maxBytes: Infinity })).toHaveLength(1_048_575)
    const unannounced = read(
      (request) => readJson(request, { maxBytes: 3 }),
      typed('application/json', ['12', '34']),
    )
    await expect(unannounced).rejects.toMatchObject({ status: 413 })
  })

  it('maxDepth is 64 when nothing is said, and looks over strings', async () => {
    const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth)
    expect(await parse(nested(64))).toBeDefined()
    await expect(parse(nested(65))).rejects.toMatchObject({ code: 'BODY_DEPTH', status: 400 })
    expect(await parse('{"a":"[[[[\\"[[","b":[]}', { maxDepth: 2 })).toBeDefined()
    await expect(parse('{"a":[[]]}', { maxDepth: 2 })).rejects.toMatchObject({ code: 'BODY_DEPTH' })
    await expect(parse('[]', { maxDepth: 0 })).rejects.toMatchObject({ code: 'BODY_DEPTH' })
    expect(await parse('1', { maxDepth: 0 })).toBe(1)
  })

  it('nothing nests too deeply to be refused (CN9)', async () => {
    await expect(parse('['.repeat(1_000_000))).rejects.toMatchObject({ code: 'BODY_DEPTH' })
    const endless = parse('[{"a":'.repeat(100_000), { maxDepth: Infinity })
    await expect(endless).rejects.toMatchObject({ code: 'BODY_JSON', position: { offset: 600_000 } })
  })

  it.each([
    [{ maxBytes: -1 }, 'maxBytes is a whole number from 0, or Infinity: got -1'],
    [{ maxBytes: '1mb' }, 'maxBytes is a whole number from 0, or Infinity: got 1mb'],
    [{ maxDepth: NaN }, 'maxDepth is a whole number from 0, or Infinity: got NaN'],
    [{ limit: 1 }, "Unknown option 'limit' of readJson()"],
    [{ schema: {} }, 'schema implements Standard Schema'],
  ])('wrong options are errors of the program: %o', async (options, message) => {
    await expect(parse('1', options as JsonOptions)).rejects.toThrow(message)
    await expect(parse('1', options as JsonOptions)).rejects.toThrow(TypeError)
  })
})

describe('a schema', () => {
  const schemas = {
    zod: z.object({ name: z.string(), age: z.number().int() }),
    valibot: v.object({ name: v.string(), age: v.pipe(v.number(), v.integer()) }),
    arktype: type({ name: 'string', age: 'number.integer' }),
  }

  it.each(Object.entries(schemas))('of %s gives the value', async (_library, schema) => {
    const value = await read((request) => readJson(request, { schema }), json('{"name":"Ada","age":36}'))
    expect(value).toEqual({ name: 'Ada', age: 36 })
  })

  it.each(Object.entries(schemas))('of %s says what is wrong, and where', async (_library, schema) => {
    const refused = read((request) => readJson(request, { schema }), json('{"name":"Ada","age":"old"}'))
    await expect(refused).rejects.toMatchObject({
      name: 'ValidationError',
      code: 'BODY_INVALID',
      status: 422,
      expose: true,
      message: 'The content has one mistake',
      issues: [{ path: ['age'], pointer: '#/age', message: expect.any(String) as string }],
    })
  })

  it('may change the value, also later', async () => {
    const schema = z.object({ name: z.string().transform(async (name) => name.toUpperCase()) })
    const value = await read((request) => readJson(request, { schema }), json('{"name":"Ada","more":1}'))
    expect(value).toEqual({ name: 'ADA' })
  })

  it('types what comes out of it', () => {
    const reads = {
      zod: () => readJson(request, { schema: z.object({ at: z.coerce.date() }) }),
      valibot: () => readJson(request, { schema: v.object({ n: v.pipe(v.string(), v.transform(Number)) }) }),
      arktype: () => readJson(request, { schema: type({ tags: 'string[]' }), maxBytes: 10 }),
      promise: () => readJson<{ a: 1 }>(request),
      nothing: () => readJson(request),
    }
    expectTypeOf(reads.zod).returns.resolves.toEqualTypeOf<{ at: Date }>()
    expectTypeOf(reads.valibot).returns.resolves.toEqualTypeOf<{ n: number }>()
    expectTypeOf(reads.arktype).returns.resolves.toEqualTypeOf<{ tags: string[] }>()
    expectTypeOf(reads.promise).returns.resolves.toEqualTypeOf<{ a: 1 }>()
    expectTypeOf(reads.nothing).returns.resolves.toBeUnknown()
  })
})

declare const request: Parameters<typeof readJson>[0]
