import type { Awaitable, HttpRequest } from '@tsgi/spec'
import type { Constraints, Params } from './params.ts'

/**
 * What a handler may return: a response (whatever has `status`, `headers` and `body`), or what one is made of. A string becomes
 * plain text, bytes `application/octet-stream`, an object or array JSON, `null` 204, and another iterable, synchronous or not, a
 * stream of plain text.
 */
export type Answer = string | object | null

/**
 * Answers the requests of a route.
 * @param params the parameters of its pattern, decoded once; they are text of the client's, and no paths
 */
export type Handler<Pattern extends string = string, C extends Constraints = Constraints> = (
  request: HttpRequest,
  params: Params<Pattern, C>,
) => Awaitable<Answer>

/** A handler of whatever pattern. */
export type AnyHandler = (request: HttpRequest, params: never) => Awaitable<Answer>

/** One pattern or several. */
export type Patterns = string | readonly [string, ...string[]]

/** Each of these patterns, as a union. */
export type Each<P extends Patterns> = P extends readonly string[] ? P[number] : P & string

/** The first of these patterns: the one that URLs are made of. */
export type First<P extends Patterns> = P extends readonly [infer F extends string, ...string[]]
  ? F
  : P & string

/** What a route may have besides pattern and handler. */
export interface RouteOptions<Name extends string = string> {
  /** Name for `urlFor`, once in a router. Default none. */
  name?: Name
}

/** What a route may have besides, where no method is in the name of the function. */
export interface MethodOptions {
  /** Methods that the handler answers. HEAD comes with GET, and OPTIONS by itself. Default `['GET']`. */
  methods?: readonly string[]
}

/** A route that no router has yet: `app.add` takes it. */
export interface RouteDefinition<Pattern extends string = string> {
  /** Methods that it answers. */
  readonly methods: readonly string[]
  /** Its patterns, without the prefix of a group; at least one. */
  readonly patterns: readonly Pattern[]
  /** Name for `urlFor`, else `null`. */
  readonly name: string | null
  /** Answers its requests. */
  readonly handler: AnyHandler
  /** Where it was defined: `'src/app.ts:12'`. */
  readonly place: string
}

/** A route of a router, as data. */
export interface RouteInfo {
  /** Method; `'*'` for mounted applications, which get all. */
  readonly method: string
  /** Pattern with the prefixes of its groups; that of a mounted application ends with `/*`. */
  readonly pattern: string
  /** Name for `urlFor`, else `null`. */
  readonly name: string | null
  /** Where it was defined: `'src/app.ts:12'`. */
  readonly place: string
}
