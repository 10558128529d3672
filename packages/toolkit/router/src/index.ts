export { router } from './router.ts'
export type { Router } from './router.ts'
export type { Group, Routes } from './routes-of-scope.ts'
export type { RouterOptions, TrailingSlash } from './options.ts'
export { del, get, head, options, patch, post, put, route } from './decorators.ts'
export type { AddRoute, DefineRoute, HandlerMethod, Named, RouteDecorator } from './verbs.ts'
export type {
  Answer,
  Handler,
  MethodOptions,
  Patterns,
  RouteDefinition,
  RouteInfo,
  RouteOptions,
} from './route-types.ts'
export type { Constraint, Constraints, NoConstraints, Params } from './params.ts'
export { matchedRoute, onRoute } from './state.ts'
export type { MatchedRoute, RouteListener } from './state.ts'
export type { QueryValue, UrlArguments, UrlOptions } from './url.ts'
export { PathError } from './path-error.ts'
