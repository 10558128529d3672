import { notFound, redirect, segments, text } from '@tsgi/message'
import type { Application, Awaitable, HttpRequest, HttpResponse } from '@tsgi/spec'
import type { TrailingSlash } from './options.ts'
import { PathError } from './path-error.ts'
import type { MatchedRoute } from './state.ts'
import { matchedRoute, onRoute } from './state.ts'
import { find, searchFor } from './table.ts'
import type { Leaf, OtherMethods, Responder, Table, Target } from './table.ts'

/** The application of a table: finds who answers, and has the answer made into a response. */
export function dispatcher(table: Table, trailingSlash: TrailingSlash): Application {
  return (request) => {
    const path = decodedPath(request.path)
    if (path === undefined) return answerUnreadable(request, table.root.mounted)

    const search = searchFor(request.method, path)
    const target = find(search, table.root, 0)
    if (target !== undefined && target.kind !== 'nobody') return run(target, request, search.values)

    const [other] = search.others
    if (other !== undefined) return run(otherMethods(other.leaf, search.others), request, other.values)

    return (
      answerOtherSlash(request, path, table, trailingSlash) ??
      (target === undefined ? notFound() : run(target, request, search.values))
    )
  }
}

/**
 * A path with its segments decoded, which `segments()` does; those that it lets pass hold no slash, so that they can be told
 * apart afterwards. Most paths have nothing to decode or to refuse.
 */
function decodedPath(path: string): string | undefined {
  if (isPlain(path)) return path
  const decoded = segments(path)
  return decoded === undefined || decoded.length === 0 ? decoded?.join('') : `/${decoded.join('/')}`
}

function isPlain(path: string): boolean {
  return path.startsWith('/') && !path.includes('%') && !path.includes('\\') && !path.includes('/.')
}

/** A path without one reading takes no route; an application at the root gets all as it is. */
function answerUnreadable(request: HttpRequest, root: Target | undefined): Awaitable<HttpResponse> {
  if (root !== undefined) return run(root, request, [])
  if (!isDecodable(request.path)) throw new PathError()
  return notFound()
}

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path)
    return true
  } catch {
    return false
  }
}

/** A match, with what only this module may see. */
interface Match extends MatchedRoute {
  readonly respond: Responder
}

function run(target: Target, request: HttpRequest, values: readonly unknown[]): Awaitable<HttpResponse> {
  const { respond, pattern, name, scope, kind } = target
  if (kind !== 'nobody') onRoute.get(request)?.(pattern, name)
  const params = paramsOf(target.names, values)
  // An application has no other way to learn the parameters of the prefix that it is mounted at.
  const isTold = scope.layered !== null || (kind === 'mounted' && values.length > 0)
  if (!isTold) return respond(request, params)
  const match: Match = { pattern, name, params, respond }
  const matched = matchedRoute.set(request, match)
  return scope.layered === null ? respond(matched, params) : scope.layered(matched)
}

/** What the middleware of a group stands around: the answer to the request that it hands on. */
export function answerMatched(request: HttpRequest): Awaitable<HttpResponse> {
  const match = matchedRoute.get(request) as Match | undefined
  if (match === undefined) throw new TypeError('Middleware of a group handed on a request without its state')
  return match.respond(request, match.params)
}

/** Inherits nothing, so that a parameter may have any name; a class, because V8 keeps its instances fast. */
class ParamRecord {
  [name: string]: unknown
}
Object.setPrototypeOf(ParamRecord.prototype, null)
Reflect.deleteProperty(ParamRecord.prototype, 'constructor')

function paramsOf(names: readonly string[], values: readonly unknown[]): Readonly<Record<string, unknown>> {
  const params = new ParamRecord()
  for (let index = 0; index < names.length; index++) params[names[index]!] = values[index]
  return params
}

/** Answers methods that no route has, behind the middleware of the most specific route. */
function otherMethods(leaf: Leaf, all: readonly OtherMethods[]): Target {
  const [first] = leaf.values()
  const allow = allowedMethods(all)
  const respond: Responder = ({ method }) => (method === 'OPTIONS' ? options(allow) : refusal(allow))
  return { ...first!, respond }
}

function allowedMethods(all: readonly OtherMethods[]): string {
  const methods = new Set(all.flatMap(({ leaf }) => [...leaf.keys()]))
  if (methods.has('GET')) methods.add('HEAD')
  return [...methods.add('OPTIONS')].join(', ')
}

/** @see RFC 9110 §9.3.7 */
function options(allow: string): HttpResponse {
  return { status: 204, headers: { allow }, body: null }
}

/** @see RFC 9110 §15.5.6 */
function refusal(allow: string): HttpResponse {
  return text('Method Not Allowed\n', { status: 405, headers: { allow } })
}

/** The answer for the path with the slash at its end taken away or added; `undefined`: nobody has one. */
function answerOtherSlash(
  request: HttpRequest,
  decoded: string,
  table: Table,
  policy: TrailingSlash,
): Awaitable<HttpResponse> | undefined {
  if (policy === 'strict') return undefined
  const { basePath, method, path, query } = request
  const other = basePath + withOtherSlash(path)
  if (other === '') return undefined

  const search = searchFor(method, withOtherSlash(decoded))
  const target = find(search, table.root, 0)
  if (target?.kind !== 'route') return undefined
  if (policy === 'ignore') return run(target, request, search.values)
  const location = query === '' ? other : `${other}?${query}`
  return run({ ...target, respond: () => redirect(location, 308) }, request, search.values)
}

function withOtherSlash(path: string): string {
  return path.endsWith('/') ? path.slice(0, -1) : `${path}/`
}
