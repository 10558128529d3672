/** Somebody who is told when time has passed. */
export interface Listener {
  /** Called once in each period. */
  beat(): void
}

interface Pool {
  readonly listeners: Set<Listener>
  readonly timer: NodeJS.Timeout
}

/** One timer for all who have the same period, however many they are. */
const pools = new Map<number, Pool>()

/** Has a listener called once in each period, from some moment within the first one on, until `leave`. */
export function join(periodMs: number, listener: Listener): void {
  let pool = pools.get(periodMs)
  if (pool === undefined) {
    const listeners = new Set<Listener>()
    const timer = setInterval(() => {
      for (const each of listeners) each.beat()
    }, periodMs)
    // What keeps a process alive is its connections.
    timer.unref()
    pool = { listeners, timer }
    pools.set(periodMs, pool)
  }
  pool.listeners.add(listener)
}

/** Ends what `join` began; the last one takes the timer along. */
export function leave(periodMs: number, listener: Listener): void {
  const pool = pools.get(periodMs)
  if (pool === undefined || !pool.listeners.delete(listener) || pool.listeners.size > 0) return
  clearInterval(pool.timer)
  pools.delete(periodMs)
}
