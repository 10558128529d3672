import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { validate } from './validate.ts'

describe('validate', () => {
  it('gives what the schema makes of a value', async () => {
    expect(await validate(z.object({ page: z.coerce.number() }), { page: '7' })).toEqual({ page: 7 })
  })

  it('points at each mistake as problem details do', async () => {
    const schema = z.object({ 'a/b~c': z.array(z.object({ n: z.number() })), 'ü d': z.string() })
    await expect(validate(schema, { 'a/b~c': [{ n: 1 }, { n: 'x' }] })).rejects.toMatchObject({
      message: 'The content has 2 mistakes',
      issues: [
        { path: ['a/b~c', 1, 'n'], pointer: '#/a~1b~0c/1/n' },
        { path: ['ü d'], pointer: '#/%C3%BC%20d' },
      ],
    })
    await expect(validate(z.string(), 1)).rejects.toMatchObject({ issues: [{ path: [], pointer: '#' }] })
  })

  it('takes paths of all forms that the standard has', async () => {
    const issues = [{ message: 'no', path: [{ key: 'a' }, 0, Symbol('s'), '\ud800'] }, { message: 'bad' }]
    const schema = { '~standard': { version: 1 as const, vendor: 'test', validate: () => ({ issues }) } }
    await expect(validate(schema, 1)).rejects.toMatchObject({
      issues: [{ path: ['a', 0, 'Symbol(s)', '\ud800'], pointer: '#/a/0/Symbol(s)/%EF%BF%BD' }, { path: [] }],
    })
  })

  it('tells at most 100 mistakes', async () => {
    const error: unknown = await validate(
      z.array(z.string()),
      Array.from({ length: 5000 }, () => 1),
    ).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ message: 'The content has 5000 mistakes' })
    expect((error as { issues: unknown[] }).issues).toHaveLength(100)
  })

  it('needs a schema', async () => {
    for (const schema of [undefined, null, {}, 'x', { '~standard': {} }]) {
      await expect(validate(schema as never, 1)).rejects.toThrow('schema implements Standard Schema')
    }
  })
})
