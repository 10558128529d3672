import type { Middleware } from '@tsgi/spec'

/** For each check id, the least that breaks its rule and nothing else. */
export type Violations = Readonly<Record<string, (validate: Middleware) => unknown>>
