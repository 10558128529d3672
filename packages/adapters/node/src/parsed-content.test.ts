import { Buffer } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import { expect, it } from 'vitest'
import { contentAgain, parsedContent } from './parsed-content.ts'

function content(left: object, type = ''): string | undefined {
  const found = parsedContent({ headers: { 'content-type': type }, ...left } as unknown as IncomingMessage)
  return found === undefined ? undefined : String(Buffer.from(found))
}

const FORM = 'application/x-www-form-urlencoded'

it.each([
  ['bytes as they came', { rawBody: Buffer.from('raw'), body: { a: 1 } }, 'application/json', 'raw'],
  ['text as it came', { rawBody: 'raw' }, '', 'raw'],
  ['bytes', { body: Buffer.from('b') }, '', 'b'],
  ['text', { body: 'ü' }, '', 'ü'],
  ['JSON', { body: { a: [1, null] } }, 'Application/JSON; charset=utf-8', '{"a":[1,null]}'],
  ['JSON of another name', { body: [1] }, 'application/ld+json', '[1]'],
  ['a form', { body: { a: '1', b: ['2', '3'], c: { d: '4' } } }, FORM, 'a=1&b=2&b=3&c%5Bd%5D=4'],
  ['nothing', {}, 'application/json', undefined],
  ['what nobody can write', { body: { a: 1 } }, 'multipart/form-data', undefined],
])('makes content again of %s', (_what, left, type, expected) => {
  expect(content(left, type)).toBe(expected)
})

it('puts the fields right (BODY-8)', () => {
  const headers = { host: 'a', 'content-encoding': 'gzip', 'content-length': '99' }
  expect({ ...contentAgain(headers, Buffer.from('abc')).headers }).toEqual({
    host: 'a',
    'content-length': '3',
  })
})

it('leaves fields that fit', () => {
  const headers = { 'content-length': '3' }
  expect(contentAgain(headers, Buffer.from('abc')).headers).toBe(headers)
})

it('has no body when there is nothing (BODY-1)', () => {
  expect(contentAgain({}, Buffer.alloc(0)).body).toBeNull()
})
