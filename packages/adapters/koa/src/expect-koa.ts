import type Koa from 'koa'

/**
 * Checks that somebody gave a Koa application, of whatever version or copy of the package.
 * @throws TypeError that says what came
 */
export function expectKoa(value: unknown): asserts value is Koa {
  if (!isKoa(value)) throw new TypeError(`Expected a Koa application, got ${describe(value)}`)
}

/** Whether something has what a Koa application has. */
export function isKoa(value: unknown): value is Koa {
  if (typeof value !== 'object' || value === null) return false
  const { callback, createContext, middleware } = value as Partial<Koa>
  return typeof callback === 'function' && typeof createContext === 'function' && Array.isArray(middleware)
}

/**
 * Checks that somebody gave functions.
 * @param what what was expected: `'Koa middleware'`
 * @throws TypeError that says what came
 */
export function expectFunction(value: unknown, what: string): void {
  if (typeof value !== 'function') throw new TypeError(`Expected ${what}, got ${describe(value)}`)
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  if (typeof value === 'function') return value.name === '' ? 'a function' : `the function ${value.name}`
  if (typeof value !== 'object') return `a ${typeof value}`
  const { constructor } = value as { constructor?: unknown }
  return typeof constructor === 'function' ? `an instance of ${constructor.name}` : 'an object'
}
