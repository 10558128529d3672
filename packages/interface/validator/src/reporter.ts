import type { Check, ValueCheck } from './check.ts'
import { ValidationError } from './validation-error.ts'

/** Who hears of violations and warnings. */
export interface ReporterOptions {
  /**
   * Called with every broken MUST rule. Those that are found inside a call are also thrown there, whatever
   * this does.
   * Default: prints with `console.error` those that cannot be thrown, because nobody would catch them.
   */
  readonly onViolation?: (error: ValidationError) => void
  /**
   * Called with everything that is legal but most probably a mistake (level `should`).
   * Default: prints with `console.warn`, once per check.
   */
  readonly onWarning?: (error: ValidationError) => void
}

/** The three ways to tell of a fault. */
export interface Reporter {
  /** Throws, where the caller is in a position to catch. */
  violate(check: Check, fault: string): never
  /** Tells without throwing, where nobody would catch: in listeners, in callbacks, while closing. */
  report(check: Check, fault: string): void
  /** Tells of something of level `should`. */
  warn(check: Check, fault: string): void
}

/** Makes the reporter of one validator. */
export function createReporter(options: ReporterOptions): Reporter {
  const { onViolation, onWarning = warnOnce() } = options
  return {
    violate(check, fault) {
      const error = new ValidationError(check, fault)
      onViolation?.(error)
      throw error
    },
    report(check, fault) {
      const error = new ValidationError(check, fault)
      if (onViolation) onViolation(error)
      else console.error(error)
    },
    warn(check, fault) {
      onWarning(new ValidationError(check, fault))
    },
  }
}

/** Runs checks over a value in their order; the first broken MUST rule is thrown. */
export function runChecks<Subject>(
  checks: ReadonlyArray<ValueCheck<Subject>>,
  subject: Subject,
  reporter: Reporter,
): void {
  for (const check of checks) {
    const fault = check.test(subject)
    if (fault === undefined) continue
    if (check.level === 'should') reporter.warn(check, fault)
    else reporter.violate(check, fault)
  }
}

function warnOnce(): (error: ValidationError) => void {
  const told = new Set<string>()
  return (error) => {
    if (told.has(error.check)) return
    told.add(error.check)
    console.warn(`${error.name}: ${error.message}`)
  }
}
