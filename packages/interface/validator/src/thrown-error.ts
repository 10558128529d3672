import type { Call } from './call.ts'
import type { CheckTable } from './check.ts'
import { show } from './show.ts'

/** What shows when the application throws. */
export const errorChecks: CheckTable<'exposed'> = {
  exposed: {
    id: 'error-exposed',
    rule: 'ERR-3',
    side: 'application',
    level: 'should',
    description: 'a thrown error with `expose: true` has an integer `status` from 400 to 499',
  },
}

/** Looks at what the application threw, which passes on untouched. */
export function checkThrown(error: unknown, call: Call): void {
  const { expose, status } = (error ?? {}) as { expose?: unknown; status?: unknown }
  if (expose !== true) return
  if (Number.isInteger(status) && Number(status) >= 400 && Number(status) <= 499) return
  call.reporter.warn(
    errorChecks.exposed,
    `the application threw an error with expose: true and status ${show(status)}, which is answered with a bare 500: only 400 to 499 are the client's fault`,
  )
}
