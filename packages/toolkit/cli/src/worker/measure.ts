import { type EventLoopUtilization, performance } from 'node:perf_hooks'
import type { Served } from './entry.ts'
import type { Figures } from './messages.ts'

/** Measures this process; each call tells the busy share since the one before. */
export function createGauge(): (served: Served | undefined) => Figures {
  let before: EventLoopUtilization | undefined

  return (served) => {
    const now = performance.eventLoopUtilization()
    const { utilization } = performance.eventLoopUtilization(now, before)
    before = now
    const { user, system } = process.cpuUsage()
    return {
      counters: served?.counters?.(),
      rss: process.memoryUsage.rss(),
      cpuSeconds: (user + system) / 1e6,
      busy: utilization,
    }
  }
}
