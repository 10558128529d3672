/** Who broke a rule: whoever calls the application, or the application. */
export type Side = 'server' | 'application'

/** What breaking a rule means: `must` is an error, `should` a warning. */
export type Level = 'must' | 'should'

/** One thing that the validator looks at. */
export interface Check {
  /** Stable name for programs: `'response-status'`. */
  readonly id: string
  /** The rule of SPEC.md that it guards: `'RESP-3'`. */
  readonly rule: string
  /** Whose duty the rule is. */
  readonly side: Side
  /** Whether a fault is an error or a warning. */
  readonly level: Level
  /** What holds as long as the rule is kept, as a phrase. */
  readonly description: string
}

/** A check that needs nothing but a value: the request before the call, the answer after it. */
export interface ValueCheck<Subject> extends Check {
  /**
   * Looks at the value. Checks run in the order of their list, and the first fault ends the run: a check may
   * take for granted what those before it have established.
   * @returns what came, what was expected and what to do; `undefined` when all is well
   */
  readonly test: (subject: Subject) => string | undefined
}

/** Checks on behaviour, by the names that whoever watches it uses. */
export type CheckTable<Name extends string> = Readonly<Record<Name, Check>>
