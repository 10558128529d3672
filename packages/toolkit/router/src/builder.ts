import type { Application, HttpResponse, Middleware } from '@tsgi/spec'
import { andThen, notFound } from '@tsgi/message'
import { answerMatched } from './dispatch.ts'
import { mounted } from './mounted.ts'
import type { Constraint } from './params.ts'
import { parameterNames, parsePattern } from './pattern.ts'
import type { Token } from './pattern.ts'
import type { Answer, AnyHandler, RouteDefinition, RouteInfo } from './route-types.ts'
import type { Scope } from './scope.ts'
import { Table } from './table.ts'
import type { Responder, Target } from './table.ts'
import { toResponse } from './to-response.ts'
import { buildUrl } from './url.ts'
import type { UrlOptions } from './url.ts'

/** What a router is made of while routes are added. */
export class Builder {
  readonly table: Table = new Table()
  readonly routes: RouteInfo[] = []
  readonly rootScope: Scope = { prefix: '', middleware: [], layered: null }
  /** Patterns by name; it inherits nothing. */
  readonly named: Record<string, string> = Object.create(null) as Record<string, string>
  readonly #constraints: ReadonlyMap<string, Constraint>
  readonly #places = new Map<string, string>()
  /** The first pattern of each route, whole. */
  readonly #patternOf = new Map<RouteDefinition, string>()

  constructor(constraints: ReadonlyMap<string, Constraint>) {
    this.#constraints = constraints
  }

  /** @throws TypeError when a pattern or the name is wrong or taken */
  add(scope: Scope, definition: RouteDefinition): void {
    const { methods, name, handler, place } = definition
    const patterns = definition.patterns.map((pattern) => scope.prefix + pattern)
    this.#claimName(name, patterns[0]!, place)
    this.#patternOf.set(definition, patterns[0]!)
    const respond = responder(handler)
    for (const pattern of patterns) {
      const tokens = this.#parse(pattern)
      const target: Target = {
        kind: 'route',
        respond,
        names: parameterNames(tokens),
        pattern,
        name,
        place,
        scope,
      }
      for (const method of methods) {
        this.table.add(tokens, method, target)
        this.routes.push({ method, pattern, name, place })
      }
    }
  }

  /** @throws TypeError when the prefix is wrong or taken */
  mount(scope: Scope, prefix: string, application: Application, place: string): void {
    const whole = scope.prefix + (prefix === '/' ? '' : prefix)
    const tokens = this.#parsePrefix(whole)
    const pattern = `${whole}/*`
    this.table.mount(tokens, {
      kind: 'mounted',
      respond: mounted(whole, tokens.length, application),
      names: parameterNames(tokens),
      pattern,
      name: null,
      place,
      scope,
    })
    this.routes.push({ method: '*', pattern, name: null, place })
  }

  /** @throws TypeError when the prefix is wrong */
  group(scope: Scope, prefix: string, middleware: readonly Middleware[], place: string): Scope {
    const own = prefix === '/' ? '' : prefix
    const wrong = middleware.find((each) => typeof each !== 'function')
    if (wrong !== undefined) throw new TypeError(`Middleware of a group is a function, got ${typeof wrong}`)
    const group = layeredScope(scope.prefix + own, [...scope.middleware, ...middleware])
    const tokens = this.#parsePrefix(group.prefix)
    if (own !== '' && group.layered !== null) this.table.guard(tokens, nobody(group, tokens, place))
    return group
  }

  url(
    route: string | RouteDefinition,
    params: Readonly<Record<string, unknown>>,
    options: UrlOptions,
  ): string {
    const pattern = typeof route === 'string' ? this.named[route] : this.#patternOf.get(route)
    if (pattern === undefined)
      throw new TypeError(
        typeof route === 'string' ? `No route is named '${route}'` : 'The router has no such route',
      )
    return buildUrl(pattern, this.#parse(pattern), params, options)
  }

  #parse(pattern: string): readonly Token[] {
    return parsePattern(pattern, this.#constraints)
  }

  #parsePrefix(prefix: string): readonly Token[] {
    const tokens = this.#parse(prefix)
    const isPrefix = tokens.every(
      (token) => token.kind !== 'rest' && !(token.kind === 'literal' && token.text === ''),
    )
    if (isPrefix) return tokens
    throw new TypeError(`Not a prefix: '${prefix}', expected '/name' or '/several/:names'`)
  }

  #claimName(name: string | null, pattern: string, place: string): void {
    if (name === null) return
    const other = this.#places.get(name)
    if (other !== undefined) throw new TypeError(`Two routes are named '${name}': ${other} and ${place}`)
    this.#places.set(name, place)
    this.named[name] = pattern
  }
}

function layeredScope(prefix: string, middleware: readonly Middleware[]): Scope {
  const layered =
    middleware.length === 0
      ? null
      : middleware.reduceRight<Application>((inner, layer) => layer(inner), answerMatched)
  return { prefix, middleware, layered }
}

function responder(handler: AnyHandler): Responder {
  return (request, params) => andThen<Answer, HttpResponse>(handler(request, params as never), toResponse)
}

/** What a guard covers, but nobody answers: it still decides (RT4). */
function nobody(scope: Scope, tokens: readonly Token[], place: string): Target {
  return {
    kind: 'nobody',
    respond: () => notFound(),
    names: parameterNames(tokens),
    pattern: `${scope.prefix}/*`,
    name: null,
    place,
    scope,
  }
}
