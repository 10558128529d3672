import { describe, expect, it } from 'vitest'
import { HotFiles } from './hot-files.ts'
import type { HotEntry } from './hot-files.ts'
import { RecentPaths } from './recent-paths.ts'

const entry = (bytes: number, inUse = false): HotEntry => ({ bytes, isInUse: () => inUse })

describe('HotFiles', () => {
  it('gives what was checked within the interval', () => {
    const hot = new HotFiles(100_000, 1000)
    const file = entry(10)
    hot.keep('/a', file, 0)
    expect(hot.fresh('/a', 999)).toBe(file)
    expect(hot.fresh('/a', 1000)).toBeUndefined()
    expect(hot.stale('/a')).toBe(file)
    hot.keep('/a', file, 1000)
    expect(hot.fresh('/a', 1500)).toBe(file)
  })

  it('never holds more than its limit, whatever comes', () => {
    const hot = new HotFiles(100_000, 1000)
    for (let index = 0; index < 500; index++) {
      hot.keep(`/${index}`, entry((index * 7919) % 40_000), 0)
      expect(hot.bytes).toBeLessThanOrEqual(100_000)
    }
  })

  it('lets those go first that nobody asked for', () => {
    const hot = new HotFiles(30_000, 1000)
    hot.keep('/hot', entry(10_000), 0)
    hot.keep('/cold', entry(10_000), 0)
    hot.fresh('/hot', 1)
    hot.keep('/new', entry(10_000), 1)
    expect(hot.stale('/hot')).toBeDefined()
    expect(hot.stale('/cold')).toBeUndefined()
  })

  it('keeps what is being sent, and nothing in its place', () => {
    const hot = new HotFiles(30_000, 1000)
    hot.keep('/sent', entry(20_000, true), 0)
    expect([hot.hasRoomFor(10_000), hot.hasRoomFor(5000)]).toEqual([false, true])
    hot.keep('/a', entry(10_000), 0)
    expect([hot.stale('/sent')?.bytes, hot.stale('/a')]).toEqual([20_000, undefined])
  })

  it('keeps nothing that is larger than all of it, and no room for what was dropped', () => {
    const hot = new HotFiles(30_000, 1000)
    hot.keep('/a', entry(40_000), 0)
    expect([hot.stale('/a'), hot.bytes]).toEqual([undefined, 0])
    hot.keep('/a', entry(1000), 0)
    hot.keep('/a', entry(2000), 0)
    hot.drop('/a')
    expect(hot.bytes).toBe(0)
  })
})

describe('RecentPaths', () => {
  it('remembers for a time, and not without end', () => {
    const recent = new RecentPaths(1000)
    recent.add('/a', 0)
    expect([recent.has('/a', 999), recent.has('/a', 1000), recent.has('/b', 0)]).toEqual([true, false, false])
    for (let index = 0; index < 1000; index++) recent.add(`/${index}`, 0)
    expect(recent.has('/a', 1)).toBe(false)
  })
})
