import { type } from 'arktype'
import * as v from 'valibot'
import { describe, expect, expectTypeOf, it } from 'vitest'
import * as z from 'zod'
import { content, field, file, multipart } from '../test/multipart.ts'
import { read, typed } from '../test/read.ts'
import type { Form, FormFile } from './form.ts'
import { readForm } from './read-form.ts'
import type { FormOptions } from './read-form.ts'

const URLENCODED = 'application/x-www-form-urlencoded'
const form = (body: string, options?: FormOptions): Promise<Form> =>
  read((request) => readForm(request, options), typed(URLENCODED, body))
const parts = (body: string, options?: FormOptions): Promise<Form> =>
  read((request) => readForm(request, options), multipart(body))

describe('a urlencoded form', () => {
  it('has fields by name', async () => {
    const sent = await form('name=Ada+L%2E&tag=a&tag=b&empty=&bare&=x&&a[b]=1')
    expect(sent.get('name')).toBe('Ada L.')
    expect(sent.get('tag')).toBe('a')
    expect(sent.getAll('tag')).toEqual(['a', 'b'])
    expect(sent.get('empty')).toBe('')
    expect(sent.get('bare')).toBe('')
    expect(sent.get('')).toBe('x')
    expect(sent.get('a[b]')).toBe('1')
    expect([sent.get('other'), sent.getAll('other'), sent.has('other')]).toEqual([undefined, [], false])
    expect(sent.names).toEqual(['name', 'tag', 'empty', 'bare', '', 'a[b]'])
  })

  it('reads as browsers write', async () => {
    const values: Array<[string, string]> = [
      ['name', 'Ada & Co; <b>+%'],
      ['größe', '漢字 😀\r\n='],
    ]
    const sent = await form(new URLSearchParams(values).toString())
    expect(values.map(([name]) => [name, sent.get(name)])).toEqual(values)
  })

  it('may be empty', async () => {
    expect((await form('')).names).toEqual([])
    expect((await form('&&&')).names).toEqual([])
  })

  it.each(['a=%', 'a=%zz', '%1=a', 'a=%ff', 'a=%c3', 'a=%c0%af', 'a=%ed%a0%80'])(
    'is refused with %s',
    async (body) => {
      await expect(form(body)).rejects.toMatchObject({ code: 'BODY_FORM', status: 400, expose: true })
    },
  )

  it('has one separator (BD2)', async () => {
    expect((await form('a=1;b=2')).get('a')).toBe('1;b=2')
  })

  it('is UTF-8', async () => {
    const latin1 = read((request) => readForm(request), typed(`${URLENCODED}; charset=iso-8859-1`, 'a=b'))
    await expect(latin1).rejects.toMatchObject({ code: 'BODY_CHARSET', status: 415 })
    const bytes = read((request) => readForm(request), typed(URLENCODED, Uint8Array.of(0x61, 0x3d, 0xff)))
    await expect(bytes).rejects.toMatchObject({ code: 'BODY_TEXT', status: 400 })
  })

  it('has at most 1000 fields when nothing is said (BD2)', async () => {
    expect((await form('a&'.repeat(1000))).getAll('a')).toHaveLength(1000)
    await expect(form('a&'.repeat(1001))).rejects.toMatchObject({ code: 'BODY_TOO_MANY', status: 413 })
    await expect(form('a=1&b=2', { maxFields: 1 })).rejects.toMatchObject({
      message: 'The form has more than 1 fields',
    })
  })

  it('has at most 1 MiB when nothing is said (BD1)', async () => {
    expect((await form(`a=${'x'.repeat(1_048_574)}`)).get('a')).toHaveLength(1_048_574)
    await expect(form(`a=${'x'.repeat(1_048_575)}`)).rejects.toMatchObject({ status: 413 })
  })
})

describe('a multipart form', () => {
  const body = content(
    [field('name'), 'Ada'],
    [file('photo', 'a.png', 'image/png'), 'PNG'],
    [file('photo', 'b.png', 'image/png'), ''],
    [file('none', '', 'application/octet-stream'), ''],
    [field('tag'), 'a'],
  )

  it('has fields and files', async () => {
    const sent = await parts(body)
    expect(sent.get('name')).toBe('Ada')
    expect(sent.get('photo')).toBeUndefined()
    expect(sent.file('photo')).toEqual({ filename: 'a.png', type: 'image/png', bytes: Buffer.from('PNG') })
    expect(sent.files('photo').map(({ filename }) => filename)).toEqual(['a.png', 'b.png'])
    expect(sent.file('name')).toBeUndefined()
  })

  it('has no file where none was chosen', async () => {
    expect((await parts(body)).has('none')).toBe(false)
  })

  it('has the limits of its parts', async () => {
    await expect(parts(body, { maxFiles: 1 })).rejects.toMatchObject({ code: 'BODY_TOO_MANY' })
    await expect(parts(body, { maxFileBytes: 2 })).rejects.toMatchObject({ code: 'BODY_TOO_LARGE' })
    await expect(parts(body, { maxBytes: 100 })).rejects.toMatchObject({ code: 'BODY_TOO_LARGE' })
    expect((await parts(body, { maxFields: 1 })).names).toHaveLength(3)
  })
})

describe('every form', () => {
  it('is of one of two types', async () => {
    await expect(read((request) => readForm(request), typed('application/json', '{}'))).rejects.toMatchObject(
      {
        code: 'BODY_TYPE',
        status: 415,
        headers: { 'accept-post': 'application/x-www-form-urlencoded, multipart/form-data' },
      },
    )
    await expect(read((request) => readForm(request), {})).rejects.toMatchObject({ status: 415 })
  })

  it('cannot pollute prototypes', async () => {
    for (const reading of [
      form('__proto__=x'),
      form('a=1&%5F_proto__=x'),
      parts(content([field('__proto__'), 'x'])),
    ]) {
      await expect(reading).rejects.toMatchObject({ code: 'BODY_FORM', status: 400 })
    }
    const sent = await form('constructor=1&toString=2&hasOwnProperty=3')
    expect(sent.get('constructor')).toBe('1')
    expect((await form('a=1')).get('constructor')).toBeUndefined()
    expect(Object.getPrototypeOf(sent.toObject())).toBeNull()
    expect((await form('a=1')).toObject()['toString']).toBeUndefined()
  })

  it('is an object of values and arrays for a schema', async () => {
    const sent = await form('a=1&b=2&b=3')
    expect(sent.toObject()).toEqual({ a: '1', b: ['2', '3'] })
    expect(sent.toObject(['a', 'c'])).toEqual({ a: ['1'], b: ['2', '3'], c: [] })
  })

  it.each(['maxBytes', 'maxFields', 'maxParts', 'maxFileBytes'])('has %s, a whole number', async (name) => {
    await expect(form('a=1', { [name]: 1.5 })).rejects.toThrow(`${name} is a whole number`)
  })

  it('has no other options', async () => {
    await expect(form('a=1', { arrays: [] } as FormOptions)).rejects.toThrow(
      "Unknown option 'arrays' of readForm()",
    )
    await expect(form('a=1', { lists: 'a' as never })).rejects.toThrow('lists is an array of strings')
  })
})

describe('a schema', () => {
  const schemas = {
    zod: z.object({ name: z.string().min(1), age: z.coerce.number(), tags: z.array(z.string()) }),
    valibot: v.object({
      name: v.pipe(v.string(), v.minLength(1)),
      age: v.pipe(v.string(), v.transform(Number), v.number()),
      tags: v.array(v.string()),
    }),
    arktype: type({ name: 'string > 0', age: 'string.numeric.parse', tags: 'string[]' }),
  }

  it.each(Object.entries(schemas))('of %s takes urlencoded and multipart forms', async (_library, schema) => {
    const expected = { name: 'Ada', age: 36, tags: ['a'] }
    const options = { schema, lists: ['tags'] }
    expect(
      await read((request) => readForm(request, options), typed(URLENCODED, 'name=Ada&age=36&tags=a')),
    ).toEqual(expected)
    const body = content([field('name'), 'Ada'], [field('age'), '36'], [field('tags'), 'a'])
    expect(await read((request) => readForm(request, options), multipart(body))).toEqual(expected)
  })

  it.each(Object.entries(schemas))('of %s says which fields are wrong', async (_library, schema) => {
    const reading = read(
      (request) => readForm(request, { schema, lists: ['tags'] }),
      typed(URLENCODED, 'name=&age=x'),
    )
    const error: unknown = await reading.catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ name: 'ValidationError', status: 422 })
    const { issues } = error as { issues: Array<{ pointer: string }> }
    expect(new Set(issues.map(({ pointer }) => pointer))).toEqual(new Set(['#/name', '#/age']))
  })

  it('may check files', async () => {
    const schema = z.object({
      photo: z.custom<FormFile>((value) => (value as FormFile).type === 'image/png', 'A PNG, please'),
    })
    const photo = (mediaType: string): Promise<{ photo: FormFile }> =>
      read(
        (request) => readForm(request, { schema }),
        multipart(content([file('photo', 'a', mediaType), 'x'])),
      )
    expect((await photo('image/png')).photo.filename).toBe('a')
    await expect(photo('image/gif')).rejects.toMatchObject({
      issues: [{ message: 'A PNG, please', pointer: '#/photo' }],
    })
  })

  it('types what comes out of it', () => {
    const reads = {
      schema: (request: Parameters<typeof readForm>[0]) => readForm(request, { schema: schemas.zod }),
      form: (request: Parameters<typeof readForm>[0]) => readForm(request, { maxFields: 1 }),
    }
    expectTypeOf(reads.schema).returns.resolves.toEqualTypeOf<{ name: string; age: number; tags: string[] }>()
    expectTypeOf(reads.form).returns.resolves.toEqualTypeOf<Form>()
  })
})
