import { describe, expect, it } from 'vitest'
import { BackOff } from './back-off.ts'

describe('a process that ends', () => {
  it('is replaced at once when it had served for a while, however often that happens', () => {
    const backOff = new BackOff()
    expect([5000, 5000, 60_000].map((servedMs) => backOff.failed(servedMs))).toEqual([0, 0, 0])
    expect(backOff.isOn).toBe(false)
  })

  it('is replaced ever more slowly when it had not, down to one in five seconds', () => {
    const backOff = new BackOff()
    const waits = Array.from({ length: 9 }, () => backOff.failed(0))
    expect(waits).toEqual([0, 250, 500, 1000, 2000, 4000, 5000, 5000, 5000])
    expect(backOff.isOn).toBe(true)
  })

  it('ends the series when it has served in between', () => {
    const backOff = new BackOff()
    for (let i = 0; i < 5; i++) backOff.failed(100)
    expect(backOff.failed(3000)).toBe(0)
    expect(backOff.isOn).toBe(false)
  })
})
