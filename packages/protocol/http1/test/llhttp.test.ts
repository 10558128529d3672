import { describe, expect, test } from 'vitest'
import { CORPUS } from './corpus.ts'
import { disagreement } from './differential.ts'
import { Judge } from './judge.ts'
import { fuzzRuns, mutant } from './mutation.ts'
import { xorshift } from './random.ts'

const RUNS = fuzzRuns(3000)

describe('G17 accepts nothing that llhttp refuses, and frames nothing otherwise', () => {
  const judge = new Judge()

  test.each(CORPUS)('$id', async ({ bytes }) => {
    expect(await disagreement(judge, bytes)).toBeUndefined()
  })

  test(`${RUNS} requests with mistakes`, { timeout: 20_000 + RUNS }, async () => {
    const random = xorshift(17)
    const disagreements: unknown[] = []
    for (let run = 0; run < RUNS; run++) {
      const found = await disagreement(judge, mutant(random))
      if (found !== undefined) disagreements.push(found)
    }
    expect(disagreements).toEqual([])
  })
})
