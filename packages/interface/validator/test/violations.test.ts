import { describe, expect, test } from 'vitest'
import { checks, validator } from '../src/index.ts'
import { exchangeViolations } from './violations/exchange.ts'
import { requestViolations } from './violations/request.ts'
import { responseBodyViolations } from './violations/response-body.ts'
import { responseViolations } from './violations/response.ts'
import { variations } from './violations/variations.ts'
import type { Violations } from './violations/violation.ts'

const violations: Violations = {
  ...requestViolations,
  ...exchangeViolations,
  ...responseViolations,
  ...responseBodyViolations,
}

describe('every check can fail', () => {
  test.each(checks)('$id ($rule): $description', async ({ id }) => {
    expect(await findings(violations[id])).toEqual([id])
  })

  test('there is no example without a check', () => {
    expect(Object.keys(violations).toSorted()).toEqual(checks.map(({ id }) => id).toSorted())
  })
})

test.each(variations)('%s: %s', async (id, _how, violate) => {
  expect(await findings(violate)).toEqual([id])
})

/** Ids of the checks that found something. */
async function findings(violate: Violations[string] | undefined): Promise<string[]> {
  const found: string[] = []
  const note = (error: { check: string }): number => found.push(error.check)
  try {
    await violate?.(validator({ onViolation: note, onWarning: note }))
  } catch {
    // Violations are thrown as well; what else may be thrown shows as a missing finding.
  }
  return found
}
