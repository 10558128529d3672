import type { Application, Middleware } from '@tsgi/spec'
import { segments } from '@tsgi/message'

/**
 * Puts an application under a prefix of the path; requests elsewhere go on to what the middleware wraps.
 *
 * The segments of the prefix move from the front of `path` to the end of `basePath`, with the octets that the client
 * sent (SPEC PATH-9): mounted at `/api`, the target `/api/users` has the path `/users`, `/api/` has `/`, and `/api`
 * has `''`. Segments match as `segments()` decodes them, so that `/%61pi` is `/api` too; a path that `segments()`
 * refuses, such as `/api/../admin` or `/api/a%2Fb`, is not matched.
 *
 * What the application answers is the answer, be it "not found".
 * @param prefix `/` and segments, without a slash at the end: `'/api'`, `'/files/public'`; `''` and `'/'` take every
 *   request and leave it as it is
 * @throws TypeError when the prefix is not of that form
 */
export function mount(prefix: string, application: Application): Middleware {
  const mounted = prefixSegments(prefix)
  if (mounted.length === 0) return () => application
  const decoded = `/${mounted.join('/')}`

  return (next) => (request) => {
    const { basePath, path } = request
    // Most requests for elsewhere are told without decoding: what has no escapes is spelled like the prefix or differs.
    if (!path.includes('%') && !path.startsWith(decoded)) return next(request)
    const found = segments(path)
    if (found === undefined || !startsWith(found, mounted)) return next(request)
    const end = endOfSegments(path, mounted.length)
    return application({ ...request, basePath: basePath + path.slice(0, end), path: path.slice(end) })
  }
}

function prefixSegments(prefix: string): string[] {
  const parts = prefix === '/' ? [] : segments(prefix)
  if (parts === undefined || parts.includes('')) {
    throw new TypeError(`Not a prefix to mount at: got '${prefix}', expected '/name' or '/several/names'`)
  }
  return parts
}

function startsWith(found: readonly string[], mounted: readonly string[]): boolean {
  return mounted.every((segment, index) => found[index] === segment)
}

/** The offset in a raw path where its first `count` segments end. */
function endOfSegments(path: string, count: number): number {
  let end = 0
  for (let ended = 0; ended < count && end !== -1; ended++) end = path.indexOf('/', end + 1)
  return end === -1 ? path.length : end
}
