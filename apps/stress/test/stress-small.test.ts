import { describe, expect, it } from 'vitest'
import { SCENARIOS } from '../src/scenarios/index.ts'
import { failures } from '../src/report.ts'

/** Some minutes where the machine is slow, or has other things to do: none of them judges how long it took. */
const PATIENCE_MS = 120_000

/** Each scenario as the command runs it, small. The servers are built ones: they are processes of their own. */
describe.runIf(process.platform === 'linux').concurrent('small', () => {
  it.for(SCENARIOS)('$id $name: $title', { timeout: PATIENCE_MS }, async (scenario, { skip }) => {
    const reason = scenario.missing?.()
    if (reason !== undefined) skip(reason)
    const findings = await scenario.run({ size: 'small', soakMinutes: 1, log: () => {} })
    expect(failures(findings, 'small')).toEqual([])
  })
})
