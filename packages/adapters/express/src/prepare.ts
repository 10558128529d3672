import type { IncomingMessage } from 'node:http'
import type { HttpRequest } from '@tsgi/spec'
import { link } from './link.ts'

/** What Express has on a request. */
interface Mounted {
  baseUrl?: string
  originalUrl?: string
}

/** Gets a request of Node ready for Express: tells it where it is mounted, as a router tells what it has mounted. */
export function prepare(req: IncomingMessage & Mounted, _res: unknown, request: HttpRequest): void {
  link(req, request)
  req.baseUrl = request.basePath
  if (request.basePath !== '') req.originalUrl ??= targetOf(request)
}

function targetOf({ basePath, path, query }: HttpRequest): string {
  const whole = basePath + path
  return query === '' ? whole : `${whole}?${query}`
}
