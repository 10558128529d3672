import type { Call, Passed } from './call.ts'
import type { CheckTable } from './check.ts'

/** What shows when validators stand on both sides of middleware. */
export const changedBodyChecks: CheckTable<'etag'> = {
  etag: {
    id: 'changed-body-etag',
    rule: 'LEN-5',
    side: 'application',
    level: 'should',
    description: 'middleware that changes a body drops or weakens a strong `etag`',
  },
}

/**
 * Compares what passes here with what passed the nearest validator further in, as soon as both are complete.
 */
export function compareWithInside({ status, etag, content }: Passed, call: Call): void {
  const inside = call.passedInside
  if (!inside?.content.isComplete || status !== inside.status || content.bytes === inside.content.bytes)
    return
  if (typeof etag !== 'string' || !etag.startsWith('"') || etag !== inside.etag) return
  call.reporter.warn(
    changedBodyChecks.etag,
    `middleware changed a body from ${inside.content.bytes} to ${content.bytes} bytes but kept the strong etag ${etag}: weaken or drop it`,
  )
}
