import type { Application, HttpRequest } from '@tsgi/spec'
import { onRoute } from './state.ts'

/**
 * An application that gets its requests with the first segments moved from `path` to `basePath`, as the client spelled them (SPEC PATH-9).
 * @param prefix pattern of these segments
 * @param count how many they are
 */
export function mounted(prefix: string, count: number, application: Application): Application {
  if (typeof application !== 'function')
    throw new TypeError(`An application is a function, got ${typeof application}`)
  // Applications are called with one argument (SPEC CALL-1).
  if (count === 0) return (request) => application(request)

  return (request) => {
    const { basePath, path } = request
    const end = endOfSegments(path, count)
    const moved = { ...request, basePath: basePath + path.slice(0, end), path: path.slice(end) }
    return application(withWholePatterns(moved, prefix))
  }
}

/** Whoever wants to know the route gets the patterns of a router in here with ours in front. */
function withWholePatterns(request: HttpRequest, prefix: string): HttpRequest {
  const tell = onRoute.get(request)
  return tell === undefined ? request : onRoute.set(request, (pattern, name) => tell(prefix + pattern, name))
}

/** The offset in a raw path where its first `count` segments end. */
function endOfSegments(path: string, count: number): number {
  let end = 0
  for (let ended = 0; ended < count && end !== -1; ended++) end = path.indexOf('/', end + 1)
  return end === -1 ? path.length : end
}
