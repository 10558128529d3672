import { availableParallelism } from 'node:os'

/** Threads of libuv, by default (`UV_THREADPOOL_SIZE`). */
const THREADS = Number(process.env['UV_THREADPOOL_SIZE'] ?? 4) || 4

/** What is coded in other threads at a time: one core is left to the thread that serves, and one thread to those who read files. */
const AT_ONCE = Math.max(1, Math.min(availableParallelism(), THREADS) - 1)

const waiting: Array<() => void> = []
let atWork = 0

/** Does what keeps another thread busy, when it is its turn. */
export async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (atWork < AT_ONCE) atWork++
  else await new Promise<void>((resolve) => waiting.push(resolve))
  try {
    return await work()
  } finally {
    const next = waiting.shift()
    if (next === undefined) atWork--
    else next()
  }
}
