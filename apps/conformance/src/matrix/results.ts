import { conformanceCases, reasonToSkip } from '@tsgi/testing'
import { allWaysIn } from './families.ts'

/** Which case of which way in a test runs. */
export interface TestedCase {
  /** Name of the way in. */
  readonly wayIn: string
  /** Id of the case. */
  readonly id: string
}

/** What came of a case that was run. */
export type Result = 'passed' | 'failed'

/** What came of a run: by ways in that were tried and by cases that were run, both by their names. */
export type Results = ReadonlyMap<string, ReadonlyMap<string, Result>>

/** What must come of a run: everything passes that no way in says it cannot. */
export function declaredResults(): Results {
  return new Map(
    allWaysIn.map((wayIn) => {
      const run = conformanceCases.filter((entry) => reasonToSkip(entry, wayIn) === undefined)
      return [wayIn.name, new Map(run.map(({ id }) => [id, 'passed' as const]))]
    }),
  )
}
