import { describe, expect, it } from 'vitest'
import { parseAutocannon } from './autocannon.ts'

const result = {
  requests: { total: 500 },
  duration: 1.01,
  latency: { p50: 2, p99: 7 },
  errors: 0,
  timeouts: 0,
  non2xx: 0,
}

describe('parseAutocannon', () => {
  it('turns milliseconds into microseconds', () => {
    expect(parseAutocannon(JSON.stringify(result))).toEqual({
      requests: 500,
      seconds: 1.01,
      p50Micros: 2000,
      p99Micros: 7000,
    })
  })

  it('throws when requests failed', () => {
    expect(() => parseAutocannon(JSON.stringify({ ...result, errors: 1, non2xx: 2 }))).toThrow(
      'autocannon counts 3 requests that failed',
    )
  })
})
