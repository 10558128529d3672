import { formatDate } from '@tsgi/fields/date'
import { isEntityTag } from '@tsgi/fields/etag'
import { evaluatePreconditions } from '@tsgi/fields/preconditions'
import type { Validators } from '@tsgi/fields/preconditions'
import { text } from '@tsgi/message'
import type { HttpRequest, HttpResponse, ResponseHeaders } from '@tsgi/spec'
import { notModified } from './not-modified.ts'

/** What an application knows of the representation that a request is about, as it is now. */
export interface CurrentRepresentation {
  /** Its entity-tag, quotes included: `'"7"'`. `If-Match` never holds for a weak one. */
  readonly etag?: string | undefined
  /** When it was modified: a date, or milliseconds since 1970. Seconds count: a change within the same one is not seen. */
  readonly lastModified?: Date | number | undefined
  /** Further fields that the answer 200 would have, of which a 304 takes what it must have: `vary`, `cache-control` … */
  readonly headers?: ResponseHeaders | undefined
}

/** Methods that neither select nor change a representation: conditions mean nothing to them (RFC 9110 §13.2.1). */
const WITHOUT_CONDITIONS: ReadonlySet<string> = new Set(['CONNECT', 'OPTIONS', 'TRACE'])

/**
 * Evaluates the conditions of a request before the application acts on it, so that nobody overwrites what he has not seen:
 *
 * ```ts
 * const text = await readJson<string>(request)
 * const refusal = precondition(request, { etag: `"${note.version}"` })
 * if (refusal !== null) return refusal
 * note = { version: note.version + 1, text }
 * ```
 *
 * Between this and the change nothing else may get in: hold a lock, or let the store compare the version again.
 * @param current the representation as it is now; `null`: there is none, as before the PUT that makes it
 * @returns the answer to give instead, 412, or 304 for GET and HEAD; `null`: go on
 * @throws TypeError when `etag` is no entity-tag or `lastModified` no date
 * @see RFC 9110 §13.1, §13.2
 */
export function precondition(
  request: HttpRequest,
  current: CurrentRepresentation | null,
): HttpResponse | null {
  const fields = current === null ? {} : fieldsOf(current)
  if (WITHOUT_CONDITIONS.has(request.method)) return null
  const status = evaluatePreconditions(
    request.method,
    request.headers,
    current === null ? null : validatorsOf(current),
  )
  if (status === undefined) return null
  return status === 412 ? preconditionFailed() : { status, headers: notModified(fields), body: null }
}

/** The answer to a condition that does not hold (RFC 9110 §15.5.13). */
export function preconditionFailed(): HttpResponse {
  return text('Precondition Failed\n', { status: 412 })
}

function fieldsOf({ etag, lastModified, headers }: CurrentRepresentation): ResponseHeaders {
  if (etag !== undefined && !isEntityTag(etag)) {
    throw new TypeError(`etag is an entity-tag, quotes included: got ${JSON.stringify(etag)}`)
  }
  return {
    ...headers,
    ...(etag !== undefined && { etag }),
    ...(lastModified !== undefined && { 'last-modified': formatDate(lastModified) }),
  }
}

function validatorsOf({ etag, lastModified }: CurrentRepresentation): Validators {
  return { etag, modifiedMs: lastModified === undefined ? undefined : Number(lastModified) }
}
