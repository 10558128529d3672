import { json } from '@tsgi/message'
import type { HttpResponse, Middleware } from '@tsgi/spec'
import { clientErrorStatus } from './error-pages.ts'

const titles = new Map([
  [400, 'Bad Request'],
  [404, 'Not Found'],
  [405, 'Method Not Allowed'],
  [409, 'Conflict'],
  [413, 'Content Too Large'],
  [415, 'Unsupported Media Type'],
  [422, 'Unprocessable Content'],
])

/** Answers with problem details: RFC 9457. */
export function problem(status: number, detail: string): HttpResponse {
  const value = { type: 'about:blank', title: titles.get(status) ?? 'Client Error', status, detail }
  return json(value, { status, headers: { 'content-type': 'application/problem+json' } })
}

/** Shows errors that are the client's fault as problem details. */
export const problems: Middleware = (next) => async (request) => {
  try {
    return await next(request)
  } catch (error) {
    const status = clientErrorStatus(error)
    if (status === undefined) throw error
    return problem(status, error instanceof Error ? error.message : '')
  }
}
