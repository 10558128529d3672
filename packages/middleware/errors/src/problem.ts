import type { HttpRequest, ResponseHeaders } from '@tsgi/spec'
import { errorFields } from './error-fields.ts'
import { printable, read, readArray, readText } from './hostile.ts'
import { reason } from './reasons.ts'

/** What a client may know of an error. Nothing in it is secret, and nothing of it is escaped. */
export interface Problem {
  /** Status of the answer, 400–599. */
  readonly status: number
  /** What that status is called: `'Not Found'`. */
  readonly title: string
  /** The message of the error, where the client is at fault and the error says that it may be shown. */
  readonly detail?: string
  /** Its `code`, stable for programs: `'BODY_TOO_LARGE'`; under the same conditions. */
  readonly code?: string
  /** `state['tsgi.requestId']`, as @tsgi/request-id sets it: what the log and a user who complains have in common. */
  readonly requestId?: string
  /** What is wrong in which places of the content, from `issues` of the error; under the same conditions. */
  readonly errors?: readonly ProblemPlace[]
}

/** What is wrong in one place, as in RFC 9457 §3. */
export interface ProblemPlace {
  /** What is wrong, for people. */
  readonly detail: string
  /** A JSON pointer in a fragment: `'#/lines/0/amount'` (RFC 6901 §6). */
  readonly pointer?: string
}

/** An error, judged. */
export interface Fault {
  readonly problem: Problem
  /** Fields that the error asks for. */
  readonly fields: ResponseHeaders
  /** Whether somebody has to look after it: not when it is all the client's fault. */
  readonly isReported: boolean
}

const MOST_DETAIL = 1000
const MOST_CODE = 100
const MOST_PLACES = 100

/**
 * Judges what was thrown. A `status` (or `statusCode`) from 400 to 599 counts when there is also a boolean `expose`, as in
 * errors of TSGI (SPEC ERR-3) and of http-errors. Without it, it may well be the status of somebody else's answer: errors of
 * HTTP clients have a `status` and `headers` too.
 */
export function judge(error: unknown, request: HttpRequest): Fault {
  const expose = read(error, 'expose')
  const status = typeof expose === 'boolean' ? statusOf(error) : undefined
  if (status === undefined) return { problem: problem(500, request), fields: {}, isReported: true }
  const isClientFault = expose === true && status < 500
  return {
    problem: { ...problem(status, request), ...(isClientFault ? said(error) : {}) },
    fields: errorFields(error, status),
    isReported: !isClientFault,
  }
}

/** A problem of which nothing but the status is known. */
export function problem(status: number, { state }: HttpRequest): Problem {
  const id = readText(state, 'tsgi.requestId')
  const base = { status, title: reason(status) }
  return id === undefined ? base : { ...base, requestId: printable(id, MOST_CODE) }
}

function statusOf(error: unknown): number | undefined {
  const status = read(error, 'status') ?? read(error, 'statusCode')
  return Number.isInteger(status) && Number(status) >= 400 && Number(status) <= 599
    ? Number(status)
    : undefined
}

function said(error: unknown): Pick<Problem, 'detail' | 'code' | 'errors'> {
  const message = readText(error, 'message') ?? ''
  const code = readText(error, 'code') ?? ''
  const places = readArray(read(error, 'issues'), MOST_PLACES).flatMap(placeOf)
  return {
    ...(message === '' ? {} : { detail: printable(message, MOST_DETAIL) }),
    ...(code === '' ? {} : { code: printable(code, MOST_CODE) }),
    ...(places.length === 0 ? {} : { errors: places }),
  }
}

/** As @tsgi/body says it; an issue without a message says nothing. */
function placeOf(issue: unknown): ProblemPlace[] {
  const message = readText(issue, 'message')
  const pointer = readText(issue, 'pointer')
  if (message === undefined) return []
  const detail = printable(message, MOST_DETAIL)
  return [pointer === undefined ? { detail } : { detail, pointer: printable(pointer, MOST_DETAIL) }]
}
