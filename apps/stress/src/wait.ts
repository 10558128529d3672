import { setTimeout as sleep } from 'node:timers/promises'

/** How long nothing may take that has no limit of its own. */
const PATIENCE_MS = 120_000
const LOOK_EVERY_MS = 20

/**
 * Looks again and again until something is so.
 * @returns after how many milliseconds it was; `Infinity`: it was not in time
 */
export async function until(
  isSo: () => boolean | Promise<boolean>,
  withinMs: number = PATIENCE_MS,
): Promise<number> {
  const startedAt = performance.now()
  for (;;) {
    if (await isSo()) return performance.now() - startedAt
    if (performance.now() - startedAt > withinMs) return Infinity
    await sleep(LOOK_EVERY_MS)
  }
}

/** How many milliseconds something takes. */
export async function timed(work: Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await work
  return performance.now() - startedAt
}

/** Does something so many times, so many of them at once. */
export async function repeat(
  times: number,
  atOnce: number,
  work: (index: number) => Promise<void>,
): Promise<void> {
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < times) await work(next++)
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, times) }, worker))
}
