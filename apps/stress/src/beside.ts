import { HonestClient } from './client/honest-client.ts'
import { atMost, exactly, noisy, told } from './finding.ts'
import type { Finding } from './finding.ts'
import type { Protocol } from './protocol.ts'
import type { ServerProcess } from './server-process.ts'
import { percentile } from './statistics.ts'

/** How the honest client is measured. */
export interface BesideOptions {
  /** Milliseconds without an attack, three times, and with each. */
  readonly quietMs: number
  readonly attackedMs: number
  /** How many times as long an answer may take. */
  readonly factor: number
  /** Whether each request has a connection of its own. Default no. */
  readonly isFresh?: boolean
  /** What the honest client speaks. Default `http`. */
  readonly protocol?: Protocol
}

/** Begins an attack, and gives what ends it. */
export type Attack = () => Promise<() => void>

const PER_SECOND = 100

/** Asks a hundred times a second, without an attack and beside it. */
export function besideHonest(
  server: ServerProcess,
  options: BesideOptions,
  attack: Attack,
): Promise<Finding[]> {
  return besideEach(server, options, new Map([['attacked', attack]]))
}

/** The same for several attacks by name, one after the other, and each to be held against the same quiet. */
export async function besideEach(
  server: ServerProcess,
  options: BesideOptions,
  attacks: ReadonlyMap<string, Attack>,
): Promise<Finding[]> {
  const { quietMs, attackedMs, factor, isFresh = false, protocol = 'http' } = options
  const client = new HonestClient(() => server.port, protocol)
  const p99 = async (ms: number): Promise<number> =>
    percentile(await client.askEvenly(PER_SECOND, ms, { isFresh }), 99)

  await p99(quietMs / 2)
  const quiet = [await p99(quietMs), await p99(quietMs)]
  const attacked: Array<[name: string, p99: number]> = []
  for (const [name, attack] of attacks) {
    const stop = await attack()
    attacked.push([name, await p99(attackedMs)])
    stop()
  }
  quiet.push(await p99(quietMs))
  client.close()
  return [
    exactly('honest requests that failed', client.failureList, ''),
    told('honest requests', client.answered),
    told('honest p99, quiet', mean(quiet), 'ms'),
    ...attacked.map(([name, ms]) => noisy(atMost(`honest p99, ${name}`, ms, allowed(quiet, factor), 'ms'))),
  ]
}

/** Where the machine is so noisy that quiet runs differ by more than the factor, their difference is allowed. */
function allowed(quiet: readonly number[], factor: number): number {
  return Math.max(factor * mean(quiet), ...quiet)
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
