import { isFallThrough } from '@tsgi/message'
import type { HttpRequest } from '@tsgi/spec'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { router } from '../src/index.ts'

/*
 * The table against a matcher that goes through all routes and compares segment by segment: what it takes for the most
 * specific is said by a list of ranks, one for each segment, and a comparison of lists.
 */

/** Segments of patterns, the most specific first. */
const RANKS = ['literal', 'constrained', 'parameter', 'rest', 'end'] as const

function rankOf(segment: string): number {
  if (segment.startsWith('*')) return RANKS.indexOf('rest')
  if (!segment.startsWith(':')) return RANKS.indexOf('literal')
  return RANKS.indexOf(segment.includes('<') ? 'constrained' : 'parameter')
}

function fits(pattern: readonly string[], path: readonly string[]): boolean {
  return (
    pattern.every((segment, index) => {
      const given = path[index]
      if (given === undefined) return false
      if (segment.startsWith('*')) return true
      if (segment.includes('<int>')) return /^(0|[1-9]\d*)$/.test(given)
      if (segment.startsWith(':')) return given !== ''
      return segment === given
    }) &&
    (pattern.at(-1)!.startsWith('*') || pattern.length === path.length)
  )
}

function compare(one: readonly string[], other: readonly string[]): number {
  for (let index = 0; index < Math.max(one.length, other.length); index++) {
    const difference = rankOf(one[index] ?? '*') - rankOf(other[index] ?? '*')
    if (difference !== 0) return difference
  }
  return 0
}

function naive(patterns: readonly string[], path: string): string | undefined {
  const segments = path.slice(1).split('/')
  return patterns
    .map((pattern) => pattern.slice(1).split('/'))
    .filter((pattern) => fits(pattern, segments))
    .toSorted(compare)
    .at(0)
    ?.join('/')
}

const word = fc.constantFrom('a', 'b', '1', '07', 'é')
const shape = fc.oneof(word, fc.constantFrom(':', ':int'))
const pattern = fc
  .tuple(fc.array(shape, { maxLength: 4 }), fc.constantFrom('', '', '*', 'end'))
  .map(([shapes, end]) => {
    const named = shapes.map((each, index) =>
      each === ':' ? `:p${index}` : each === ':int' ? `:p${index}<int>` : each,
    )
    if (end === 'end' || named.length === 0) named.push(end === '*' ? '*rest' : '')
    else if (end === '*') named.push('*rest')
    return `/${named.join('/')}`
  })
const path = fc
  .array(fc.oneof({ weight: 6, arbitrary: word }, { weight: 1, arbitrary: fc.constant('') }), {
    minLength: 1,
    maxLength: 6,
  })
  .map((segments) => `/${segments.join('/')}`)

it('finds what going through all routes finds', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(pattern, { maxLength: 30 }),
      fc.array(path, { minLength: 1, maxLength: 20 }),
      (patterns, paths) => {
        const app = router({ trailingSlash: 'strict' })
        for (const each of patterns) app.get(each, () => ({ status: 200, headers: {}, body: each }))
        for (const each of paths) {
          const encoded = each.replaceAll('é', '%C3%A9').replaceAll('b', '%62')
          for (const spelled of [each.includes('é') ? encoded : each, encoded]) {
            const response = app({ method: 'GET', path: spelled, state: {} } as HttpRequest)
            if (response instanceof Promise) throw new Error('What is synchronous stays so')
            const found = isFallThrough(response) ? undefined : (response.body as string).slice(1)
            expect([patterns, each, found]).toEqual([patterns, each, naive(patterns, each)])
          }
        }
      },
    ),
    { numRuns: 500 },
  )
})

it('takes time in proportion to the path, also where nothing fits (RT1)', () => {
  const app = router()
  const depth = 12
  for (let bits = 0; bits < 2 ** 8; bits++) {
    const segments = Array.from({ length: depth }, (_each, index) =>
      (bits >> index) & 1 ? 'a' : `:p${index}`,
    )
    app.get(`/${segments.join('/')}/end`, () => '')
  }
  const steps = (length: number): number => {
    const target = `/a`.repeat(length)
    const startedAt = performance.now()
    for (let count = 0; count < 200; count++)
      void app({ method: 'GET', path: target, state: {} } as HttpRequest)
    return performance.now() - startedAt
  }
  steps(4000)
  expect(Math.min(...[1, 2, 3].map(() => steps(8000)))).toBeLessThan(
    4 * Math.min(...[1, 2, 3].map(() => steps(4000))) + 5,
  )
})
