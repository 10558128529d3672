import type { ResponseBody } from '@tsgi/spec'

/** What a stream may have to be closed with, in the order of SPEC BODY-15. */
interface Closable {
  destroy?(): unknown
  cancel?(): unknown
  [Symbol.asyncDispose]?(): unknown
  [Symbol.asyncIterator](): AsyncIterator<unknown>
  on?(event: 'error', listener: () => void): unknown
}

/**
 * Closes a body that is not going to be sent, or not to its end: the response was replaced, or answers HEAD, or failed.
 *
 * Who drops a body calls this, once. It neither throws nor waits, and does nothing for a buffered body (SPEC BODY-15).
 */
export function closeBody(body: ResponseBody): void {
  if (body === null || typeof body === 'string' || ArrayBuffer.isView(body)) return
  try {
    Promise.resolve(close(body)).catch(ignore)
  } catch {
    // Nobody is left to whom the trouble of a dropped body would matter.
  }
}

function close(body: Closable): unknown {
  // A Node stream that fails while it closes, for instance at opening its file, would end the process.
  if (typeof body.on === 'function') body.on('error', ignore)
  for (const way of ['destroy', 'cancel', Symbol.asyncDispose] as const) {
    if (typeof body[way] === 'function') return body[way]()
  }
  return body[Symbol.asyncIterator]().return?.()
}

function ignore(): void {}
