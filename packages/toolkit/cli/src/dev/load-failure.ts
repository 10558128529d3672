import type { Loaded } from '../load.ts'

const NAME = 'LoadError'

/** Whether an error is one that was told already, when the application did not load. */
export function isLoadFailure(error: unknown): boolean {
  return error instanceof Error && error.name === NAME
}

/** Stands in for an application that is not there: every request is answered with the reason, by the pages of errors. */
export function loadFailure(app: string | undefined, error: Error): Loaded {
  const cause = error.cause instanceof Error ? error.cause : error
  // What it says beside the stack: which file could not be loaded, and why.
  const shown = Object.assign(new Error(error.message, { cause: error.cause }), { name: NAME })
  if (cause.stack !== undefined) shown.stack = cause.stack.replace(cause.message, error.message)
  return {
    name: app ?? 'the application',
    service: {
      app: () => {
        throw shown
      },
    },
    recognised: undefined,
    routes: [],
  }
}
