import { HonestClient } from './client/honest-client.ts'
import { atMost, exactly, noisy, told } from './finding.ts'
import type { Finding } from './finding.ts'
import type { ServerProcess } from './server-process.ts'
import { percentile } from './statistics.ts'

/** How the honest client is measured. */
export interface BesideOptions {
  /** Milliseconds without the attack, three times, and with it. */
  readonly quietMs: number
  readonly attackedMs: number
  /** How many times as long an answer may take. */
  readonly factor: number
  /** Whether each request has a connection of its own. Default no. */
  readonly isFresh?: boolean
}

const PER_SECOND = 100

/**
 * Asks a hundred times a second, without an attack and beside it.
 * @param attack begins it, and gives what ends it
 */
export async function besideHonest(
  server: ServerProcess,
  options: BesideOptions,
  attack: () => Promise<() => void>,
): Promise<Finding[]> {
  const { quietMs, attackedMs, factor, isFresh = false } = options
  const client = new HonestClient(() => server.port)
  const p99 = async (ms: number): Promise<number> =>
    percentile(await client.askEvenly(PER_SECOND, ms, { isFresh }), 99)

  await p99(quietMs / 2)
  const quiet = [await p99(quietMs), await p99(quietMs)]
  const stop = await attack()
  const attacked = await p99(attackedMs)
  stop()
  quiet.push(await p99(quietMs))
  client.close()
  return [
    exactly('honest requests that failed', client.failed, 0),
    told('honest requests', client.answered),
    told('honest p99, quiet', mean(quiet), 'ms'),
    noisy(atMost('honest p99, attacked', attacked, allowed(quiet, factor), 'ms')),
  ]
}

/** Where the machine is so noisy that quiet runs differ by more than the factor, their difference is allowed. */
function allowed(quiet: readonly number[], factor: number): number {
  return Math.max(factor * mean(quiet), Math.max(...quiet))
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
