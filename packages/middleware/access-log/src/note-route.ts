import { stateKey } from '@tsgi/message'
import type { HttpRequest } from '@tsgi/spec'
import type { Entry } from './record.ts'

/** What routers tell the pattern of a route, and its name, when they have found it; the last one is the most exact. */
type RouteListener = (pattern: string, name: string | null) => void

/** As @tsgi/router names it. */
const onRoute = stateKey<RouteListener>('tsgi.onRoute')

/** Derives a request from which routers learn whom to tell; whoever stands further out is told as well. */
export function noteRoute(request: HttpRequest, entry: Entry): HttpRequest {
  const outer = onRoute.get(request)
  return onRoute.set(request, (pattern, name) => {
    entry.route = pattern
    outer?.(pattern, name)
  })
}
