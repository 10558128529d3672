import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { andThen } from './and-then.ts'

const increment = (value: number): number => value + 1

it('stays synchronous with a value', () => {
  expect(andThen(1, increment)).toBe(2)
})

it('goes on when a promise fulfils', async () => {
  const result = andThen(Promise.resolve(1), increment)
  expect(result).toBeInstanceOf(Promise)
  expect(await result).toBe(2)
})

it('accepts a function that answers later', async () => {
  expect(await andThen(1, async (value) => value + 1)).toBe(2)
})

it('accepts null and undefined', () => {
  expect(andThen(null, (value) => value)).toBeNull()
  expect(andThen(undefined, () => 'went on')).toBe('went on')
})

it('knows promises of other realms', async () => {
  const foreign: Promise<number> = runInNewContext('Promise.resolve(1)')
  expect(await andThen(foreign, increment)).toBe(2)
})

it('throws or rejects as the function does', async () => {
  const fail = (): never => {
    throw new Error('no')
  }
  expect(() => andThen(1, fail)).toThrow('no')
  await expect(andThen(Promise.resolve(1), fail)).rejects.toThrow('no')
})

it('does not keep the package from being imported dynamically', async () => {
  expect(await import('./index.ts')).toHaveProperty('andThen')
})
