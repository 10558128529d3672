import { describe, expect, it } from 'vitest'
import type { TimeoutOptions } from './options.ts'
import { timeout } from './timeout.ts'

const RANGE = 'is a number of milliseconds from 0 to 2147483647'

describe('options of timeout()', () => {
  it.each([
    [{ answerms: 1 }, "Unknown option 'answerms' of timeout()"],
    ['5s', `answerMs ${RANGE}, got '5s'`],
    [-1, `answerMs ${RANGE}, got -1`],
    [NaN, `answerMs ${RANGE}, got NaN`],
    [2 ** 31, `answerMs ${RANGE}, got 2147483648`],
    [{ idleMs: Infinity }, `idleMs ${RANGE}, got Infinity`],
    [{ totalMs: null }, `totalMs ${RANGE}, got null`],
    [{ status: 408 }, 'status is 503 or 504, got 408'],
    [{ retryAfterSeconds: 1.5 }, 'retryAfterSeconds is a whole number from 0, got 1.5'],
  ])('are checked at once: %o', (limit, message) => {
    expect(() => timeout(limit as TimeoutOptions)).toThrow(message)
    expect(() => timeout(limit as TimeoutOptions)).toThrow(TypeError)
  })
})
