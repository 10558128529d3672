import type { Application, HttpResponse, Middleware } from '@tsgi/spec'

/** What is to be watched around an application. */
export interface SurroundOptions {
  /** Path that tells whether requests are taken. `undefined`: none. */
  readonly healthPath: string | undefined
  /** Whether to say that they are not. */
  readonly isDraining: () => boolean
  /** Requests after which to call `onSpent`, once. 0: never. */
  readonly maxRequests: number
  /** Called when there were so many. */
  readonly onSpent: () => void
}

/** Answers the health path, and counts. What is not wanted costs nothing. */
export function surround(options: SurroundOptions): Middleware {
  return (application) => withHealth(withCount(application, options), options)
}

function withCount(application: Application, { maxRequests, onSpent }: SurroundOptions): Application {
  if (maxRequests === 0) return application

  let count = 0
  return (request) => {
    if (++count === maxRequests) onSpent()
    return application(request)
  }
}

/** The path is compared as it came: who asks for health asks for exactly that. */
function withHealth(application: Application, { healthPath, isDraining }: SurroundOptions): Application {
  if (healthPath === undefined) return application

  return (request) => {
    if (request.path !== healthPath || (request.method !== 'GET' && request.method !== 'HEAD')) {
      return application(request)
    }
    return isDraining() ? draining : healthy
  }
}

const healthy = answer(200, 'ok\n')
const draining = answer(503, 'draining\n')

function answer(status: number, body: string): HttpResponse {
  const headers = Object.freeze({ 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' })
  return Object.freeze({ status, headers, body })
}
