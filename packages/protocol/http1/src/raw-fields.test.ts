import { expect, test } from 'vitest'
import { read } from '../test/read-head.ts'
import { rawFields } from './raw-fields.ts'

test('gives fields line by line, in the case and order that they came in', () => {
  const head = read('GET /a:b HTTP/1.1', [
    'Host: a',
    'X-One:1',
    'x-one: \t2: 3 \t',
    'x-ONE:',
    'Cookie: a=b; c',
  ])
  expect(rawFields(head)).toEqual([
    'Host',
    'a',
    'X-One',
    '1',
    'x-one',
    '2: 3',
    'x-ONE',
    '',
    'Cookie',
    'a=b; c',
  ])
})

test('gives none when there are none', () => {
  expect(rawFields(read('GET / HTTP/1.0', []))).toEqual([])
})

test('keeps octets beyond ASCII that only look like blanks', () => {
  expect(rawFields(read('GET / HTTP/1.1', ['Host: a', 'X-A: \u00A0é\u00A0']))).toEqual([
    'Host',
    'a',
    'X-A',
    '\u00A0é\u00A0',
  ])
})
