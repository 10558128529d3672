import { segments, withHeader } from '@tsgi/message'
import type { Application, HttpRequest, HttpResponse, Middleware } from '@tsgi/spec'

/** An application for each method of each path: `{ '/contact': { GET: form, POST: send } }`. */
export type RouteTable = Readonly<Record<string, Methods>>

/** An application for each method. HEAD is answered as GET, OPTIONS with the list of methods. */
export type Methods = Readonly<Record<string, Application>>

/** Answers a method that a path does not have; the `allow` field is added to what it returns. */
export type Refusal = (request: HttpRequest) => HttpResponse

/** Sends requests for the paths of a table to their applications, all others on. */
export function routes(table: RouteTable, refuse: Refusal): Middleware {
  const applications = new Map<string, Application>()
  for (const [path, handlers] of Object.entries(table)) applications.set(path, methods(handlers, refuse))

  return (next) => (request) => (applications.get(decodedPath(request.path)) ?? next)(request)
}

/** Chooses by method; answers 405 for methods that are not in the table. */
export function methods(handlers: Methods, refuse: Refusal): Application {
  const table = new Map(Object.entries(handlers))
  const get = table.get('GET')
  if (get !== undefined) table.set('HEAD', get)
  const allow = [...table.keys(), 'OPTIONS'].join(', ')
  table.set('OPTIONS', () => ({ status: 204, headers: { allow }, body: null }))

  const refused: Application = (request) => withHeader(refuse(request), 'allow', allow)
  return (request) => (table.get(request.method) ?? refused)(request)
}

/** `/%63ontact` is `/contact`; a path that cannot be decoded is nobody's. */
function decodedPath(path: string): string {
  const decoded = segments(path)
  return decoded === undefined ? '' : `/${decoded.join('/')}`
}
