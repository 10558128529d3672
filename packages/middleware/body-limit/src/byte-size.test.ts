import { describe, expect, it } from 'vitest'
import { parseByteSize } from './byte-size.ts'

describe('parseByteSize', () => {
  it.each([
    [0, 0],
    [10, 10],
    [Infinity, Infinity],
    ['0b', 0],
    ['512b', 512],
    ['100kb', 102_400],
    ['1mb', 1_048_576],
    ['2gb', 2_147_483_648],
  ])('takes %s for %s bytes', (size, bytes) => {
    expect(parseByteSize('maxBytes', size)).toBe(bytes)
  })

  it.each([
    ...[-1, 1.5, NaN, -Infinity, 2 ** 53, null, {}, true],
    ...[
      '',
      '1',
      '1m',
      '1MB',
      '1 mb',
      '1.5mb',
      '-1kb',
      '1e3kb',
      '1mbit',
      'mb',
      '١mb',
      '999999999999999gb',
      '1mb\n',
    ],
  ])('refuses %o', (size) => {
    expect(() => parseByteSize('maxBytes', size)).toThrow(
      "maxBytes is a whole number of bytes, or text such as '100kb', '1mb', '1gb': got ",
    )
  })
})
