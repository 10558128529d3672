/*
 *   router, routes-of-scope   what users call            define, verbs, decorators   a route, in each way to write it
 *   pattern, params           what a pattern means, to the program and to the compiler
 *   table                     who answers a path         dispatch    from a request to who answers, and what if nobody does
 *   to-response               from answers to responses  url         from parameters to paths
 */
import type { Application, Awaitable, HttpRequest, HttpResponse } from '@tsgi/spec'
import { Builder } from './builder.ts'
import { dispatcher } from './dispatch.ts'
import { resolveOptions } from './options.ts'
import type { RouterOptions } from './options.ts'
import type { Constraints, NoConstraints } from './params.ts'
import type { RouteInfo } from './route-types.ts'
import { routesOfScope } from './routes-of-scope.ts'
import type { Routes } from './routes-of-scope.ts'

/** An application made of routes. */
export interface Router<N = object, C extends Constraints = NoConstraints> extends Routes<N, '', C> {
  /** Answers a request by the most specific route; what no route takes falls through, as a 404. */
  (request: HttpRequest): Awaitable<HttpResponse>
  /** All routes so far, in the order of their definition. */
  readonly routes: readonly RouteInfo[]
}

/**
 * An application that is made of routes.
 *
 * ```ts
 * const app = router()
 * app.get('/users/:id', async (request, { id }) => (await users.find(id)) ?? notFound())
 * export default app
 * ```
 *
 * Names that chained calls do not tell the compiler can be told here: `router<{ user: '/users/:id' }>()`.
 * @throws TypeError for options that are wrong or unknown
 */
export function router<N = object, C extends Constraints = NoConstraints>(
  options: RouterOptions<C> = {},
): Router<N, C> {
  const { constraints, trailingSlash } = resolveOptions(options)
  const builder = new Builder(constraints)
  const application = dispatcher(builder.table, trailingSlash)
  // A function of its own, which the methods can be put on.
  const app = Object.assign(((request) => application(request)) satisfies Application, {
    routes: builder.routes,
  })
  return routesOfScope(app, builder.rootScope, builder) as unknown as Router<N, C>
}
