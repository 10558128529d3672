/*
 * What has to happen after some time is looked for at intervals, for all connections together: no timer is set,
 * refreshed or cleared for a request.
 */

/** Short enough that a flood is over before it has filled memory. */
const TICK_MS = 200

/** A connection that wants to look at the clock. */
export interface Watched {
  /** Called several times a second. */
  check(now: number): void
}

const watched = new Set<Watched>()
let timer: NodeJS.Timeout | undefined

/** Starts to watch a connection. */
export function watch(connection: Watched): void {
  watched.add(connection)
  timer ??= setInterval(tickAll, TICK_MS).unref()
}

/** Stops to watch it. */
export function unwatch(connection: Watched): void {
  watched.delete(connection)
  if (watched.size > 0) return
  clearInterval(timer)
  timer = undefined
}

function tickAll(): void {
  const now = performance.now()
  for (const connection of watched) connection.check(now)
}
