import type { Awaitable } from '@tsgi/spec'

/**
 * Whether an answer is still to come. What does not let itself be looked at is no promise; checking the response will
 * tell.
 */
export function isThenable<T>(value: Awaitable<T>): value is Promise<T> {
  try {
    return typeof (value as Promise<T> | null | undefined)?.then === 'function'
  } catch {
    return false
  }
}
