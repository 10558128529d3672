/*
 * Conditional requests for answers that are made afresh each time: the application answers, and what the client has
 * already is not sent again. That is for reading. Whether a request may change something has to be known before it does:
 * `precondition` is for applications to ask.
 *
 *   entity-tag     which answers get a tag, and how it is made
 *   not-modified   the answer 304
 */
import { parseDate } from '@tsgi/fields/date'
import { evaluatePreconditions, isUnconditional } from '@tsgi/fields/preconditions'
import type { Validators } from '@tsgi/fields/preconditions'
import { andThen, closeBody, withHeader } from '@tsgi/message'
import type { HttpRequest, HttpResponse, Middleware } from '@tsgi/spec'
import { entityTag, isTagged } from './entity-tag.ts'
import { notModified } from './not-modified.ts'
import { resolveOptions } from './options.ts'
import type { ConditionalOptions, ResolvedOptions } from './options.ts'
import { preconditionFailed } from './precondition.ts'

/**
 * Middleware that adds an entity-tag to answers whose content is there as a whole, and answers GET and HEAD with 304 or
 * 412 where their conditions say so. The application's own `etag` and `last-modified` count, also those of streams.
 *
 * It belongs directly around what makes the content, inside of what codes it (compression).
 *
 * ```ts
 * export default conditional()(app)
 * ```
 * @throws TypeError for options that are wrong or unknown
 * @see RFC 9110 §8.8, §13, §15.4.5
 */
export function conditional(options: ConditionalOptions = {}): Middleware {
  const resolved = resolveOptions(options)
  return (next) => (request) => {
    const { method, headers } = request
    if (method !== 'GET' && method !== 'HEAD') return next(request)
    if (resolved.etag === false && isUnconditional(headers)) return next(request)
    return andThen(next(request), (response) => decide(request, response, resolved))
  }
}

/** Conditions are asked of a success alone (RFC 9110 §13.2.1). */
function decide(request: HttpRequest, response: HttpResponse, options: ResolvedOptions): HttpResponse {
  if (response.status < 200 || response.status > 299) return response
  const answer = tagged(response, options)
  if (isUnconditional(request.headers)) return answer

  const status = evaluatePreconditions(request.method, request.headers, validatorsOf(answer))
  if (status === undefined) return answer
  closeBody(response.body)
  if (status === 412) return preconditionFailed()
  return { ...answer, status, headers: notModified(answer.headers), body: null }
}

function tagged(response: HttpResponse, options: ResolvedOptions): HttpResponse {
  if (!isTagged(response, options)) return response
  return withHeader(response, 'etag', entityTag(response.headers, response.body, options))
}

function validatorsOf({ headers }: HttpResponse): Validators {
  const { etag, 'last-modified': modified } = headers
  return {
    etag: typeof etag === 'string' ? etag : undefined,
    modifiedMs: typeof modified === 'string' ? parseDate(modified) : undefined,
  }
}
