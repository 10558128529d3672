import { describe, expect, it } from 'vitest'
import { median, percentile } from './statistics.ts'

describe('median', () => {
  it('is the middle one, whatever the order', () => {
    expect(median([9, 1, 5])).toBe(5)
  })

  it('is the lower one of two', () => {
    expect(median([4, 2])).toBe(2)
  })
})

describe('percentile', () => {
  const hundred = Array.from({ length: 100 }, (_each, index) => index + 1)

  it('is the nearest rank', () => {
    expect([50, 99, 99.9, 100].map((percent) => percentile(hundred, percent))).toEqual([50, 99, 100, 100])
  })

  it('is the only value where there is one', () => {
    expect(percentile([7], 99)).toBe(7)
  })
})
