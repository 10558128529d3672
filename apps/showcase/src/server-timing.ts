import { withHeader } from '@tsgi/message'
import type { Middleware } from '@tsgi/spec'
import type { Clock } from './clock.ts'

/** Tells how many milliseconds the application took to answer, without the time to stream the body. */
export function serverTiming(clock: Clock): Middleware {
  return (next) => async (request) => {
    const startedAt = clock.elapsed()
    const response = await next(request)
    return withHeader(response, 'server-timing', `app;dur=${(clock.elapsed() - startedAt).toFixed(2)}`)
  }
}
