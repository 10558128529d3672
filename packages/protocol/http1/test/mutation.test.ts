import { describe, expect, test } from 'vitest'
import { readAll } from './events.ts'
import { fuzzRuns, mutant, pieces } from './mutation.ts'
import { xorshift } from './random.ts'

const RUNS = fuzzRuns(20_000)

describe('G18 a request with mistakes', () => {
  test(
    `is read or refused, to the same effect whole or in pieces: ${RUNS} of them`,
    { timeout: 20_000 + RUNS },
    () => {
      const random = xorshift(9112)
      const differing: unknown[] = []
      for (let run = 0; run < RUNS; run++) {
        const bytes = mutant(random)
        const cut = pieces(bytes, random)
        const whole = readAll([bytes])
        const apart = readAll(cut)
        if (JSON.stringify(apart) !== JSON.stringify(whole)) {
          differing.push({ cut: cut.map((piece) => piece.toString('latin1')), whole, apart })
        }
      }
      expect(differing).toEqual([])
    },
  )
})
