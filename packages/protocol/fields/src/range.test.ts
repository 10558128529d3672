import * as fc from 'fast-check'
import parseRange from 'range-parser'
import { describe, expect, test } from 'vitest'
import { formatContentRange, selectRanges } from './range.ts'

const HUGE = '9'.repeat(400)

describe('RFC 9110 §14.1.1 Range Specifiers', () => {
  test.each([
    '',
    'bytes',
    'bytes=',
    'bytes= ,',
    '=0-1',
    'bytes=0',
    'bytes=-',
    'bytes=--1',
    'bytes=0--1',
    'bytes=a-b',
    'bytes=0-b',
    'bytes=0 - 1',
    'bytes=0- 1',
    'bytes =0-1',
    'bytes:0-1',
    'bytes=+0-1',
    'bytes=0x0-0x1',
    'bytes=1e0-2',
    'bytes=0-1.5',
    'bytes=0-1;2-3',
    'bytes=0-1,x',
    'bytes="0-1"',
    'bytes=0-1,"',
    'bytes=\xa00-1',
    'bytes=\u0660-\u0661',
    'bytes=1-0',
    'bytes=0-1,5-4',
  ])('ignores %j: malformed', (value) => expect(selectRanges(value, 100)).toBeUndefined())

  test.each(['items=0-1', 'bytes2=0-1', 'xbytes=0-1', 'none=0-1'])('ignores %j: another unit', (value) =>
    expect(selectRanges(value, 100)).toBeUndefined(),
  )

  test('knows its unit in any case, and the empty elements of lists', () => {
    expect(selectRanges('BYTES=0-1', 100)).toEqual([[0, 1]])
    expect(selectRanges('bytes= ,0-1 ,,\t3-4,', 100)).toEqual([
      [0, 1],
      [3, 4],
    ])
  })
})

describe('RFC 9110 §14.1.2 Byte Ranges', () => {
  test.each<[value: string, size: number, expected: Array<[number, number]>]>([
    ['bytes=0-499', 10_000, [[0, 499]]],
    ['bytes=500-999', 10_000, [[500, 999]]],
    ['bytes=-500', 10_000, [[9500, 9999]]],
    ['bytes=9500-', 10_000, [[9500, 9999]]],
    [
      'bytes=0-0,-1',
      10_000,
      [
        [0, 0],
        [9999, 9999],
      ],
    ],
    [
      'bytes= 0-999, 4500-5499, -1000',
      10_000,
      [
        [0, 999],
        [4500, 5499],
        [9000, 9999],
      ],
    ],
    [
      'bytes=500-700,601-999',
      10_000,
      [
        [500, 700],
        [601, 999],
      ],
    ],
    ['bytes=0-0', 1, [[0, 0]]],
    ['bytes=007-008', 100, [[7, 8]]],
    [
      'bytes=0-499,-200',
      1000,
      [
        [0, 499],
        [800, 999],
      ],
    ],
    [
      'bytes=-200,0-499',
      1000,
      [
        [800, 999],
        [0, 499],
      ],
    ],
  ])('%s of %i bytes', (value, size, expected) => expect(selectRanges(value, size)).toEqual(expected))

  test('ends at the last byte, however far a range reaches', () => {
    expect(selectRanges('bytes=90-1000', 100)).toEqual([[90, 99]])
    expect(selectRanges(`bytes=90-${HUGE}`, 100)).toEqual([[90, 99]])
  })

  test('takes all of what is shorter than the suffix', () => {
    expect(selectRanges('bytes=-1000', 100)).toEqual([[0, 99]])
    expect(selectRanges(`bytes=-${HUGE}`, 100)).toEqual([[0, 99]])
  })

  test.each(['bytes=100-', 'bytes=100-200', 'bytes=-0', `bytes=${HUGE}-`, `bytes=${HUGE}-${HUGE}`])(
    'has nothing to give for %.20s of 100 bytes: 416',
    (value) => expect(selectRanges(value, 100)).toEqual([]),
  )

  test('leaves out what does not fit when something else does', () => {
    expect(selectRanges('bytes=100-,0-1,-0', 100)).toEqual([[0, 1]])
  })

  test('has nothing to give of an empty representation, whose suffix is all of it (ST10)', () => {
    expect(selectRanges('bytes=0-', 0)).toEqual([])
    expect(selectRanges('bytes=0-0', 0)).toEqual([])
    expect(selectRanges('bytes=-0', 0)).toEqual([])
    expect(selectRanges('bytes=-1', 0)).toBeUndefined()
  })

  test('has offsets up to the safe integers', () => {
    const size = Number.MAX_SAFE_INTEGER
    expect(selectRanges('bytes=-1', size)).toEqual([[size - 1, size - 1]])
    expect(selectRanges(`bytes=${size - 1}-${size}`, size)).toEqual([[size - 1, size - 1]])
  })
})

describe('RFC 9110 §17.15 Denial-of-Service Attacks Using Range', () => {
  const ranges = (count: number): string =>
    `bytes=${Array.from({ length: count }, (_, i) => `${i}-${i}`).join()}`

  test('serves ten ranges, and all of it for eleven (ST10)', () => {
    expect(selectRanges(ranges(10), 100)).toHaveLength(10)
    expect(selectRanges(ranges(11), 100)).toBeUndefined()
  })

  test('counts the ranges that do not fit', () => {
    expect(selectRanges(ranges(11), 5)).toBeUndefined()
  })

  test('has its limit as an option', () => {
    expect(selectRanges(ranges(2), 100, { maxRanges: 2 })).toHaveLength(2)
    expect(selectRanges(ranges(3), 100, { maxRanges: 2 })).toBeUndefined()
    expect(selectRanges(ranges(50), 100, { maxRanges: 50 })).toHaveLength(50)
  })

  test('never serves more bytes than there are (ST10)', () => {
    expect(selectRanges('bytes=0-49,50-99', 100)).toHaveLength(2)
    expect(selectRanges('bytes=0-49,50-99,99-', 100)).toBeUndefined()
    expect(selectRanges('bytes=0-,0-', 100)).toBeUndefined()
    expect(selectRanges('bytes=0-50,25-50', 100)).toHaveLength(2)
  })

  test('gives ranges inside the representation whatever is asked for (RS4)', () => {
    const text = fc.string({ unit: fc.constantFrom('0', '1', '9', '-', '-', ',', ' ', '"'), maxLength: 30 })
    fc.assert(
      fc.property(text, fc.integer({ min: 0, max: 20 }), (set, size) => {
        let bytes = 0
        for (const [first, last] of selectRanges(`bytes=${set}`, size) ?? []) {
          expect(first).toBeGreaterThanOrEqual(0)
          expect(last).toBeGreaterThanOrEqual(first)
          expect(last).toBeLessThan(size)
          bytes += last - first + 1
        }
        expect(bytes).toBeLessThanOrEqual(size)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('RFC 9110 §14.4 Content-Range', () => {
  test('names what is sent, and the size of all', () => {
    expect(formatContentRange([0, 499], 1234)).toBe('bytes 0-499/1234')
    expect(formatContentRange([1233, 1233], 1234)).toBe('bytes 1233-1233/1234')
  })

  test('names the size alone with 416', () => {
    expect(formatContentRange(undefined, 1234)).toBe('bytes */1234')
    expect(formatContentRange(undefined, 0)).toBe('bytes */0')
  })

  test.each<[range: [number, number] | undefined, size: number]>([
    [[-1, 5], 10],
    [[6, 5], 10],
    [[0, 10], 10],
    [[0, 0], 0],
    [[0.5, 1], 10],
    [[NaN, 1], 10],
    [undefined, -1],
    [undefined, NaN],
  ])('is not written for %j of %d bytes (RS4)', (range, size) => {
    expect(() => formatContentRange(range, size)).toThrow(TypeError)
  })
})

describe('beside range-parser', () => {
  test('selects the same, where neither malformed, nor a long suffix, nor too much is asked for', () => {
    const size = 100
    const spec = fc.oneof(
      fc.tuple(fc.nat(150), fc.nat(150)).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`),
      fc.nat(150).map((first) => `${first}-`),
      fc.nat(size).map((length) => `-${length}`),
    )
    fc.assert(
      fc.property(fc.array(spec, { minLength: 1, maxLength: 10 }), (specs) => {
        const value = `bytes=${specs.join(', ')}`
        const theirs = parseRange(size, value)
        const pairs = Array.isArray(theirs) ? theirs.map(({ start, end }) => [start, end]) : []
        const bytes = pairs.reduce((sum, [first, last]) => sum + last! - first! + 1, 0)
        expect(selectRanges(value, size)).toEqual(bytes > size ? undefined : pairs)
      }),
      { numRuns: 2000 },
    )
  })

  test('differs on a suffix longer than the representation: that is all of it (§14.1.2)', () => {
    expect(parseRange(100, 'bytes=-1000')).toBe(-1)
    expect(selectRanges('bytes=-1000', 100)).toEqual([[0, 99]])
  })

  test('differs on a last position before the first: that is malformed, not unsatisfiable (§14.1.1)', () => {
    expect(parseRange(100, 'bytes=5-4')).toBe(-1)
    expect(selectRanges('bytes=5-4', 100)).toBeUndefined()
  })

  test('differs on empty elements, which lists may have (§5.6.1), and on blanks beside the dash, which ranges may not', () => {
    expect(parseRange(100, 'bytes=0-1,,3-4')).toBe(-2)
    expect(selectRanges('bytes=0-1,,3-4', 100)).toHaveLength(2)
    expect(parseRange(100, 'bytes=0 - 1')).toHaveLength(1)
    expect(selectRanges('bytes=0 - 1', 100)).toBeUndefined()
  })
})
