import type { Awaitable, HttpRequest } from '@tsgi/spec'
import type { Constraints, NoConstraints, Params } from './params.ts'
import type { Answer, Each, First, Handler, Patterns, RouteDefinition, RouteOptions } from './route-types.ts'

/** A method of a class that answers requests. */
export type HandlerMethod<This, Pattern extends string, C extends Constraints> = (
  this: This,
  request: HttpRequest,
  params: Params<Pattern, C>,
) => Awaitable<Answer>

/** Makes a route of a method of a class, as a standard decorator, or of a function that it is called with. */
export interface RouteDecorator<Pattern extends string, C extends Constraints, Result> {
  /** `@get('/') home(request) { … }` */
  <This>(method: HandlerMethod<This, Pattern, C>, context: ClassMethodDecoratorContext<This>): void
  /** `get('/')(home)` */
  (handler: Handler<Pattern, C>, context?: undefined): Result
}

/** `get` and its like by themselves: they make routes that `app.add` takes. */
export interface DefineRoute<Options extends RouteOptions> {
  /** A route. */
  <const P extends Patterns>(pattern: P, handler: Handler<Each<P>, NoConstraints>): RouteDefinition<Each<P>>
  /** A route with options. */
  <const P extends Patterns>(
    pattern: P,
    options: Options,
    handler: Handler<Each<P>, NoConstraints>,
  ): RouteDefinition<Each<P>>
  /** A decorator. */
  <const P extends Patterns>(
    pattern: P,
    options?: Options,
  ): RouteDecorator<Each<P>, NoConstraints, RouteDefinition<Each<P>>>
}

/** What a name makes known to `urlFor`. */
export interface Named<Name extends string, Pattern extends string> {
  /** Patterns by name. */
  readonly named: { readonly [N in Name]: Pattern }
}

/** `app.get` and its like: they add routes to a router or a group, which they give for the next call. */
export interface AddRoute<Self, Prefix extends string, C extends Constraints, Options = unknown> {
  /** Adds a route. */
  <const P extends Patterns>(pattern: P, handler: Handler<`${Prefix}${Each<P>}`, C>): Self
  /** Adds a route with options. */
  <const P extends Patterns, const Name extends string = never>(
    pattern: P,
    options: RouteOptions<Name> & Options,
    handler: Handler<`${Prefix}${Each<P>}`, C>,
  ): Self & Named<Name, `${Prefix}${First<P>}`>
  /** A decorator, which adds the route when the class is instantiated. */
  <const P extends Patterns>(
    pattern: P,
    options?: RouteOptions & Options,
  ): RouteDecorator<`${Prefix}${Each<P>}`, C, Handler<`${Prefix}${Each<P>}`, C>>
}
