import type { Awaitable } from '@tsgi/spec'

/** What an error handler of Fastify gets: it answers with this status, and its own one tells the message. */
interface HandledError extends Error {
  statusCode: number
}

/** Calls an application so that what it throws is something: `undefined` would not look like an error. */
export function throwingErrors<A>(call: () => Awaitable<A>): Awaitable<A> {
  try {
    const value = call()
    return value instanceof Promise ? value.catch(rethrow) : value
  } catch (error) {
    return rethrow(error)
  }
}

function rethrow(error: unknown): never {
  throw error ?? new Error(`The application has thrown ${String(error)}`)
}

/**
 * The error for Fastify's error handler: the client's fault as it is (SPEC ERR-3), and any other as a 500 that tells the
 * client nothing, with what was thrown as its `cause` (SPEC ERR-1).
 */
export function errorFor(thrown: unknown): HandledError {
  const status = clientFault(thrown)
  if (status === undefined)
    return Object.assign(new Error('Internal Server Error', { cause: thrown }), { statusCode: 500 })
  return Object.assign(thrown instanceof Error ? thrown : new Error('', { cause: thrown }), {
    statusCode: status,
  })
}

function clientFault(thrown: unknown): number | undefined {
  try {
    const { expose, status } = thrown as { expose?: unknown; status?: unknown }
    const isFault =
      expose === true && Number.isInteger(status) && Number(status) >= 400 && Number(status) <= 499
    return isFault ? Number(status) : undefined
  } catch {
    // What throws when it is looked at is nobody's fault but the application's.
    return undefined
  }
}
