import type { HttpRequest } from '@tsgi/spec'
import type { Output } from './output.ts'
import { detailsOf } from './thrown.ts'

/** Prints what goes wrong while serving. */
export interface Faults {
  /** Of the application, with the request where there is one. */
  readonly fault: (error: unknown, request: HttpRequest | null) => void
  /** Found by the validator, which needs no stack, as its message names side and rule. */
  readonly violation: (error: Error) => void
}

/** Prints each fault once: violations come from the validator first, and then those that it throws from the server. */
export function createFaults(output: Output): Faults {
  const told = new WeakSet()
  return {
    violation: (error) => {
      told.add(error)
      output.error(error.message)
    },
    fault: (error, request) => {
      if (error instanceof Error && told.has(error)) return
      output.error(`${labelOf(request)}: ${detailsOf(error)}`)
    },
  }
}

/** Without the query, which may hold secrets. */
function labelOf(request: HttpRequest | null): string {
  return request === null ? 'server' : `${request.method} ${request.basePath}${request.path}`
}
