import type { Check, Side } from './check.ts'

/** A rule of SPEC.md was broken. The message says by whom, what came, what was expected and what to do. */
export class ValidationError extends Error {
  override readonly name = 'ValidationError'
  /** The broken rule of SPEC.md: `'HEAD-6'`. */
  readonly rule: string
  /** Stable name of the check that found it, for programs: `'response-field-value'`. */
  readonly check: string
  /** Who broke the rule. */
  readonly side: Side

  constructor(check: Check, fault: string) {
    super(`${check.rule}, broken by the ${check.side}: ${fault}`)
    this.rule = check.rule
    this.check = check.id
    this.side = check.side
  }
}
