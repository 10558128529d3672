import { atMost } from './finding.ts'
import type { Finding } from './finding.ts'
import type { ServerProcess } from './server-process.ts'
import { until } from './wait.ts'

/** Descriptors that may be open more than before. */
const SPARE = 2

/** Whether descriptors are where they were. */
export async function descriptorsBack(
  server: ServerProcess,
  before: number,
  withinMs = 5000,
): Promise<Finding> {
  await until(() => server.figures().descriptors <= before, withinMs)
  return atMost('descriptors more than before', Math.max(0, server.figures().descriptors - before), SPARE)
}
