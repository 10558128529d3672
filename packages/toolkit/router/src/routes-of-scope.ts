import type { Application, Middleware } from '@tsgi/spec'
import type { Builder } from './builder.ts'
import { routesOf } from './decorators.ts'
import { createVerb } from './define.ts'
import type { Uses } from './define.ts'
import type { Constraints } from './params.ts'
import { callerOf } from './place.ts'
import type { MethodOptions, RouteDefinition } from './route-types.ts'
import type { Scope } from './scope.ts'
import type { UrlArguments, UrlOptions } from './url.ts'
import type { AddRoute } from './verbs.ts'

/** What routers and groups have in common. What they add they add in the order of the calls, and give themselves back. */
export interface Routes<N, Prefix extends string, C extends Constraints> {
  /** Adds a route for GET, and with it HEAD. */
  readonly get: AddRoute<this, Prefix, C>
  /** Adds a route for HEAD where it is not answered as GET. */
  readonly head: AddRoute<this, Prefix, C>
  /** Adds a route for POST. */
  readonly post: AddRoute<this, Prefix, C>
  /** Adds a route for PUT. */
  readonly put: AddRoute<this, Prefix, C>
  /** Adds a route for PATCH. */
  readonly patch: AddRoute<this, Prefix, C>
  /** Adds a route for DELETE. */
  readonly delete: AddRoute<this, Prefix, C>
  /** Adds a route for OPTIONS where the automatic answer is not enough. */
  readonly options: AddRoute<this, Prefix, C>
  /** Adds a route for the methods that its options name, GET unless said. */
  readonly route: AddRoute<this, Prefix, C, MethodOptions>
  /**
   * Adds routes made elsewhere: by `get` and its like, or by decorators of an object's methods.
   * @throws TypeError for an object without routes, and for conflicts with routes that are there
   */
  add(...routes: ReadonlyArray<RouteDefinition | object>): this
  /**
   * Puts an application under a prefix: whatever no route takes below it goes there, with all methods. At `'/'` it gets all
   * that no route takes, as it came.
   * @param prefix `/` and segments, parameters among them, without a slash at the end
   * @throws TypeError when the prefix is not of that form, or taken
   */
  mount(prefix: string, application: Application): this
  /**
   * Routes with a prefix and middleware of their own. The middleware stands around their answers, the automatic ones included,
   * and decides about everything below the prefix that nobody answers.
   * @param prefix `''`, or `/` and segments, parameters among them, without a slash at the end
   * @throws TypeError when the prefix is not of that form
   */
  group<const P extends string>(
    prefix: P,
    ...middleware: readonly Middleware[]
  ): Group<this['named'], `${Prefix}${P}`, C>
  /** Patterns by name, with the prefixes of groups. */
  readonly named: N
  /**
   * The path of a route by its name, with these parameters: encoded, from the root of the router on.
   * @throws TypeError for parameters that are missing or unknown, and for values that no path can hold or that the
   *   constraint does not accept
   */
  urlFor<Self extends { readonly named: object }, Name extends keyof Self['named'] & string>(
    this: Self,
    name: Name,
    ...rest: UrlArguments<Self['named'][Name] & string, C>
  ): string
  /** The same by the route that `add` was given. */
  urlFor<Pattern extends string>(route: RouteDefinition<Pattern>, ...rest: UrlArguments<Pattern, C>): string
}

/** Routes with a prefix and middleware of their own. */
export type Group<N, Prefix extends string, C extends Constraints> = Routes<N, Prefix, C>

/** Gives an object, or a function, the methods of `Routes`. */
export function routesOfScope(target: object, scope: Scope, builder: Builder): object {
  const uses: Uses = {
    direct(definition) {
      builder.add(scope, definition)
      return target
    },
    applied(definition) {
      builder.add(scope, definition)
      return definition.handler
    },
    decorated: (_instance, definition) => builder.add(scope, definition),
  }
  const mount = (prefix: string, application: Application): object => {
    builder.mount(scope, prefix, application, callerOf(mount))
    return target
  }
  const group = (prefix: string, ...middleware: readonly Middleware[]): object =>
    routesOfScope({}, builder.group(scope, prefix, middleware, callerOf(group)), builder)

  return Object.assign(target, {
    get: createVerb(['GET'], uses),
    head: createVerb(['HEAD'], uses),
    post: createVerb(['POST'], uses),
    put: createVerb(['PUT'], uses),
    patch: createVerb(['PATCH'], uses),
    delete: createVerb(['DELETE'], uses),
    options: createVerb(['OPTIONS'], uses),
    route: createVerb(null, uses),
    add(...routes: ReadonlyArray<RouteDefinition | object>) {
      for (const definition of routes.flatMap(definitionsOf)) builder.add(scope, definition)
      return target
    },
    mount,
    group,
    named: builder.named,
    urlFor: (
      route: string | RouteDefinition,
      params: Readonly<Record<string, unknown>> = {},
      options: UrlOptions = {},
    ) => builder.url(route, params, options),
  })
}

function definitionsOf(given: RouteDefinition | object): readonly RouteDefinition[] {
  if ('patterns' in given && 'handler' in given) return [given]
  const routes = routesOf(given)
  if (routes.length === 0)
    throw new TypeError('add() takes routes, and objects with decorated methods; this is neither')
  return routes
}
