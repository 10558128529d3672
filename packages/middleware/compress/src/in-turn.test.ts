import { availableParallelism } from 'node:os'
import { expect, it } from 'vitest'
import { inTurn } from './in-turn.ts'

const AT_ONCE = Math.max(1, Math.min(availableParallelism(), 4) - 1)

/** Work that ends when it is told to. */
function pieces(count: number): {
  readonly started: number[]
  readonly results: Array<Promise<unknown>>
  readonly end: (index: number, error?: Error) => void
} {
  const started: number[] = []
  const ends: Array<(error?: Error) => void> = []
  const results = Array.from({ length: count }, (_none, index) =>
    inTurn(() => {
      started.push(index)
      return new Promise((resolve, reject) => {
        ends[index] = (error) => (error === undefined ? resolve(index) : reject(error))
      })
    }).catch((error: unknown) => error),
  )
  return { started, results, end: (index, error) => ends[index]!(error) }
}

it('leaves a core and a thread to others, and takes work in the order in which it came', async () => {
  const { started, results, end } = pieces(AT_ONCE + 2)
  const first = Array.from({ length: AT_ONCE }, (_none, index) => index)
  expect(started).toEqual(first)
  for (let index = 0; index < AT_ONCE + 2; index++) {
    end(index)
    expect(await results[index]).toBe(index)
    expect(started).toContain(Math.min(index + AT_ONCE, AT_ONCE + 1))
  }
  expect(started).toEqual([...first, AT_ONCE, AT_ONCE + 1])
})

it('goes on when work fails', async () => {
  const { results, end } = pieces(AT_ONCE + 1)
  const error = new Error('fails')
  end(0, error)
  expect(await results[0]).toBe(error)
  for (let index = 1; index <= AT_ONCE; index++) end(index)
  expect((await Promise.all(results)).slice(1)).toEqual(results.slice(1).map((_none, index) => index + 1))
})
