import { isEntityTag } from '@tsgi/fields/etag'
import { expect, it } from 'vitest'
import { entityTag } from './entity-tag.ts'

const WEAK = { etag: 'weak', maxBytes: 1000 } as const
const STRONG = { etag: 'strong', maxBytes: 1000 } as const
const plain = { 'content-type': 'text/plain' }

it('makes valid tags that differ in nothing but the mark of a weak one', () => {
  const weak = entityTag(plain, 'hello', WEAK)
  const strong = entityTag(plain, 'hello', STRONG)
  expect(weak).toMatch(/^W\/"[\w-]{28}"$/)
  expect(weak).toBe(`W/${strong}`)
  expect([isEntityTag(weak), isEntityTag(strong)]).toEqual([true, true])
})

it('gives text and its bytes the same tag', () => {
  for (const content of ['hello', 'grüße', '日本', '🙂', '\0']) {
    expect(entityTag(plain, new TextEncoder().encode(content), WEAK)).toBe(entityTag(plain, content, WEAK))
  }
})

it('reads the bytes of a view and no others', () => {
  const bytes = new TextEncoder().encode('xhellox')
  expect(entityTag(plain, bytes.subarray(1, 6), WEAK)).toBe(entityTag(plain, 'hello', WEAK))
})

it('ST12 changes with the content and with what a 304 leaves out', () => {
  const tags = [
    entityTag(plain, 'hello', WEAK),
    entityTag(plain, 'hellp', WEAK),
    entityTag({}, 'hello', WEAK),
    entityTag({ 'content-type': 'text/html' }, 'hello', WEAK),
    entityTag({ ...plain, 'content-language': 'en' }, 'hello', WEAK),
    entityTag({ ...plain, 'content-encoding': 'en' }, 'hello', WEAK),
    entityTag({ ...plain, 'content-disposition': 'en' }, 'hello', WEAK),
  ]
  expect(new Set(tags).size).toBe(tags.length)
})

it('does not change with other fields', () => {
  const other = { ...plain, 'x-a': 'b', 'last-modified': 'Tue, 02 Jan 2024 03:04:05 GMT', vary: 'accept' }
  expect(entityTag(other, 'hello', WEAK)).toBe(entityTag(plain, 'hello', WEAK))
})
