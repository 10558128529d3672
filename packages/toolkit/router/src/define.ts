import { callerOf } from './place.ts'
import type { AnyHandler, MethodOptions, RouteDefinition, RouteOptions } from './route-types.ts'

/** What the functions named after methods may be called with, after the pattern. */
export type Given = readonly [(AllOptions | AnyHandler)?, AnyHandler?]

type AllOptions = RouteOptions & MethodOptions

/** What becomes of a route, by how it was written. */
export interface Uses {
  /** Pattern and handler in one call: `get('/', handler)`. Gives what the call gives. */
  readonly direct: (definition: RouteDefinition) => unknown
  /** The result of a call without handler is applied to a function: `get('/')(handler)`. Gives what that gives. */
  readonly applied: (definition: RouteDefinition) => unknown
  /** An object has been made whose method was decorated: `@get('/')`. */
  readonly decorated: (instance: object, definition: RouteDefinition) => void
}

/** A function that makes routes, before it has its type. */
export type Verb = (pattern: string | readonly string[], ...given: Given) => unknown

/**
 * Makes `get` and its like.
 * @param methods what its routes answer; `null`: its options say so
 */
export function createVerb(methods: readonly string[] | null, uses: Uses): Verb {
  const verb: Verb = (pattern, ...given) => {
    const { options, handler } = readGiven(given)
    const place = callerOf(verb)
    const define = (answer: AnyHandler): RouteDefinition => ({
      methods: methods ?? checkMethods(options.methods ?? ['GET']),
      patterns: checkPatterns(pattern),
      name: checkName(options.name ?? null),
      handler: answer,
      place,
    })
    checkOptions(options, methods === null)
    return handler === undefined ? decorator(define, uses) : uses.direct(define(handler))
  }
  return verb
}

function readGiven([first, second]: Given): { options: AllOptions; handler: AnyHandler | undefined } {
  if (typeof first === 'function') return { options: {}, handler: first }
  if (second !== undefined && typeof second !== 'function')
    throw new TypeError(`The handler of a route is a function, got ${typeof second}`)
  return { options: first ?? {}, handler: second }
}

/**
 * For methods of classes by the standard that TypeScript has had since 5.2 (TC39 decorators, stage 3): what it needs of an
 * instance it gets from its initializer, so that neither metadata nor the prototype is looked at. A method that a subclass
 * overrides is found by its name.
 */
function decorator(define: (handler: AnyHandler) => RouteDefinition, uses: Uses): unknown {
  return (method: AnyHandler, context?: ClassMethodDecoratorContext) => {
    if (context === undefined) return uses.applied(define(checkHandler(method)))
    if (context?.kind !== 'method') throw notStandard(context)
    context.addInitializer(function (this: unknown) {
      const instance = this as object
      const current = (): AnyHandler => context.access.get(instance) as AnyHandler
      uses.decorated(
        instance,
        define((request, params) => current().call(instance, request, params)),
      )
    })
    return undefined
  }
}

function notStandard(context: unknown): TypeError {
  const isOld = typeof context === 'string' || typeof context === 'symbol'
  return new TypeError(
    isOld
      ? 'Decorators of routes are the standard ones: compile without experimentalDecorators'
      : 'Decorators of routes are for methods of classes',
  )
}

function checkHandler(handler: AnyHandler): AnyHandler {
  if (typeof handler === 'function') return handler
  throw new TypeError(`The handler of a route is a function, got ${typeof handler}`)
}

function checkOptions(options: AllOptions, takesMethods: boolean): void {
  const unknown = Object.keys(options).find(
    (name) => name !== 'name' && !(name === 'methods' && takesMethods),
  )
  if (unknown !== undefined) throw new TypeError(`Unknown option '${unknown}' of a route`)
}

function checkMethods(methods: readonly string[]): readonly string[] {
  const wrong = methods.find((method) => !/^[!#$%&'*+.^_`|~\w-]+$/.test(method))
  if (wrong !== undefined) throw new TypeError(`Not a method: '${wrong}' (RFC 9110 §9.1)`)
  if (methods.length === 0) throw new TypeError('A route has a method')
  return methods
}

function checkPatterns(given: string | readonly string[]): readonly string[] {
  const patterns = typeof given === 'string' ? [given] : given
  if (!Array.isArray(patterns) || patterns.length === 0) throw new TypeError('A route has a pattern')
  return patterns
}

function checkName(name: string | null): string | null {
  if (name === null || (typeof name === 'string' && name !== '')) return name
  throw new TypeError(`The name of a route is a text, got ${JSON.stringify(name)}`)
}
