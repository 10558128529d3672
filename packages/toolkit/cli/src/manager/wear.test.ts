import { describe, expect, it } from 'vitest'
import { defaultWorkerLimits } from './settings.ts'
import { allowanceOf, wornOut } from './wear.ts'

const limits = {
  ...defaultWorkerLimits,
  maxRequests: 1000,
  maxRequestsJitter: 100,
  maxLifetimeMs: 60_000,
  maxRssBytes: 2 ** 20,
}

describe('what a worker may use up', () => {
  it('has no limits unless they are given', () => {
    const allowance = allowanceOf(defaultWorkerLimits, 0.5)
    expect(allowance).toEqual({ requests: 0, lifetimeMs: Infinity, rssBytes: Infinity })
    expect(wornOut({ servedMs: 1e9, rss: 1e12 }, allowance)).toBeUndefined()
  })

  it('is up to the jitter more requests, and up to a tenth less time', () => {
    expect(allowanceOf(limits, 0)).toMatchObject({ requests: 1000, lifetimeMs: 60_000 })
    expect(allowanceOf(limits, 0.999)).toMatchObject({ requests: 1100 })
    expect(allowanceOf(limits, 0.999).lifetimeMs).toBeCloseTo(54_006)
  })

  it('is told when it is over', () => {
    const allowance = allowanceOf(limits, 0)
    expect(wornOut({ servedMs: 1000, rss: 1000 }, allowance)).toBeUndefined()
    expect(wornOut({ servedMs: 61_000, rss: 1000 }, allowance)).toBe('is 61 s old')
    expect(wornOut({ servedMs: 1000, rss: 2 * 2 ** 20 }, allowance)).toBe('has 2 MiB of memory')
  })
})
