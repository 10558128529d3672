import { createVerb } from './define.ts'
import type { Uses } from './define.ts'
import type { MethodOptions, RouteDefinition, RouteOptions } from './route-types.ts'
import type { DefineRoute } from './verbs.ts'

/** Routes of objects whose methods were decorated. The objects belong to others, so nothing is put on them. */
const decorated = new WeakMap<object, RouteDefinition[]>()

const uses: Uses = {
  direct: (definition) => definition,
  applied: (definition) => definition,
  decorated(instance, definition) {
    const known = decorated.get(instance)
    if (known === undefined) decorated.set(instance, [definition])
    else known.push(definition)
  },
}

/** The routes of an object's decorated methods; of a class those of its static ones. */
export function routesOf(instance: object): readonly RouteDefinition[] {
  return decorated.get(instance) ?? []
}

/**
 * Makes a route for the methods that its options name, GET unless said.
 *
 * ```ts
 * class Pages {
 *   @route('/contact-us', { methods: ['GET', 'POST'] })
 *   contact(request: HttpRequest) { … }
 * }
 * const about = route('/about', () => 'A small site')
 *
 * app.add(new Pages(), about)
 * ```
 * @throws TypeError for options that are wrong or unknown
 */
export const route: DefineRoute<RouteOptions & MethodOptions> = createVerb(null, uses) as DefineRoute<
  RouteOptions & MethodOptions
>

/** As `route`, for GET, and with it HEAD. */
export const get: DefineRoute<RouteOptions> = verb('GET')

/** As `route`, for HEAD where it is not answered as GET. */
export const head: DefineRoute<RouteOptions> = verb('HEAD')

/** As `route`, for POST. */
export const post: DefineRoute<RouteOptions> = verb('POST')

/** As `route`, for PUT. */
export const put: DefineRoute<RouteOptions> = verb('PUT')

/** As `route`, for PATCH. */
export const patch: DefineRoute<RouteOptions> = verb('PATCH')

/** As `route`, for DELETE, whose own name is a word of the language. */
export const del: DefineRoute<RouteOptions> = verb('DELETE')

/** As `route`, for OPTIONS where the automatic answer is not enough. */
export const options: DefineRoute<RouteOptions> = verb('OPTIONS')

function verb(method: string): DefineRoute<RouteOptions> {
  return createVerb([method], uses) as DefineRoute<RouteOptions>
}
