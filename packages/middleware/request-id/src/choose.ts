import { withHeader, withoutHeader } from '@tsgi/message'
import type { HttpRequest } from '@tsgi/spec'
import { isRequestId } from './options.ts'
import type { ResolvedOptions } from './options.ts'
import { REQUEST_ID } from './request-id-of.ts'
import { traceIdOf } from './traceparent.ts'

/** The id of a request. */
export interface Choice {
  readonly id: string
  /** Whether it came from `traceparent`, which therefore stays as it is. */
  readonly isTrace: boolean
}

/** The trace, the id of a trusted peer, or a new one, in this order. What is malformed counts as absent. */
export function choose(request: HttpRequest, options: ResolvedOptions): Choice {
  const { headers } = request
  const trace = options.traceparent ? headers['traceparent'] : undefined
  const claimed = headers[options.header]
  if ((trace !== undefined || claimed !== undefined) && options.isTrusted(request)) {
    const traceId = trace === undefined ? undefined : traceIdOf(trace)
    if (traceId !== undefined) return { id: traceId, isTrace: true }
    if (claimed !== undefined && isRequestId(claimed, options.maxLength))
      return { id: claimed, isTrace: false }
  }
  return { id: options.generate(request), isTrace: false }
}

/** The request with its id, and without what was claimed and not taken: a copy further in would be believed there. */
export function derive(request: HttpRequest, { id, isTrace }: Choice, options: ResolvedOptions): HttpRequest {
  const { headers } = request
  let derived = headers[options.header] === id ? request : withHeader(request, options.header, id)
  if (options.traceparent && !isTrace) {
    // One without the other means nothing (Trace Context §3.3).
    for (const name of ['traceparent', 'tracestate']) {
      if (headers[name] !== undefined) derived = withoutHeader(derived, name)
    }
  }
  return REQUEST_ID.set(derived, id)
}
