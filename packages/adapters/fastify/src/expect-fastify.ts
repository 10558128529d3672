import type { FastifyLike } from './from-fastify.ts'

const METHODS = ['ready', 'close', 'routing', 'register'] as const

/**
 * Checks that somebody gave a Fastify instance, of whatever copy of the package.
 * @throws TypeError that says what came
 */
export function expectFastify(value: unknown): asserts value is FastifyLike {
  const instance = value as Record<string, unknown> | null | undefined
  if (METHODS.every((name) => typeof instance?.[name] === 'function')) return
  throw new TypeError(`Expected a Fastify instance, got ${describe(value)}`)
}

/** Says what came, for an error message. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  if (typeof value === 'function') return value.name === '' ? 'a function' : `the function ${value.name}`
  if (typeof value !== 'object') return `a ${typeof value}`
  const { constructor } = value as { constructor?: unknown }
  return typeof constructor === 'function' ? `an instance of ${constructor.name}` : 'an object'
}
