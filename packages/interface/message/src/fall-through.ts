import type { HttpResponse } from '@tsgi/spec'

const mark = Symbol.for('tsgi.fallThrough')

/**
 * The 404 of an application that says "not mine": whoever has somewhere else to turn, such as `cascade`, goes on there;
 * everybody else sends it (SPEC CALL-6).
 */
export function notFound(): HttpResponse {
  return {
    status: 404,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    body: 'Not Found\n',
    [mark]: true,
  }
}

/** Whether a response says "not mine": a 404 with the mark of `notFound` (SPEC CALL-6). */
export function isFallThrough(response: HttpResponse): boolean {
  return response.status === 404 && response[mark] === true
}
