import type { Middleware } from '@tsgi/spec'

/**
 * Makes one middleware of several, the outermost first: `compose(a, b)(app)` is `a(b(app))`.
 *
 * All wiring happens when the result is applied; without arguments it changes nothing.
 */
export function compose(...layers: readonly Middleware[]): Middleware {
  return (application) => layers.reduceRight((inner, layer) => layer(inner), application)
}
