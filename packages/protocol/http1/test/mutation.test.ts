import { describe, expect, test } from 'vitest'
import { readAll } from './events.ts'
import { fuzzRuns, mutant, xorshift } from './mutation.ts'

const RUNS = fuzzRuns(20_000)

describe('G18 a request with mistakes', () => {
  test(
    `is read or refused, to the same effect whole or in two pieces: ${RUNS} of them`,
    { timeout: 20_000 + RUNS },
    () => {
      const random = xorshift(9112)
      const differing: unknown[] = []
      for (let run = 0; run < RUNS; run++) {
        const bytes = mutant(random)
        const cut = random(bytes.length + 1)
        const whole = readAll([bytes])
        const halves = readAll([bytes.subarray(0, cut), bytes.subarray(cut)])
        if (JSON.stringify(halves) !== JSON.stringify(whole)) {
          differing.push({ bytes: bytes.toString('latin1'), cut, whole, halves })
        }
      }
      expect(differing).toEqual([])
    },
  )
})
