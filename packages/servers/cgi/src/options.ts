import type { HttpRequest } from '@tsgi/spec'

/** What to allow, whom to tell. */
export interface RunOptions {
  /** Octets of content of a request; beyond it: 413. Default 0, any number. */
  maxContentBytes?: number
  /**
   * Whether the answer goes to the client as it is, with a status line of HTTP (RFC 3875 §5). Default: whether the name
   * of the script begins with `nph-`, by which web servers tell as well.
   */
  nph?: boolean
  /** Told of each fault of the application, with the request where there is one. Default: prints it to standard error. */
  onError?: (error: unknown, request: HttpRequest | null) => void
}

/** Options, checked, with all defaults filled in. */
export interface ResolvedOptions {
  readonly maxContentBytes: number
  /** `undefined`: the name of the script tells. */
  readonly nph: boolean | undefined
  readonly onError: (error: unknown, request: HttpRequest | null) => void
}

/**
 * Checks options once.
 * @throws TypeError that names the option, what came and what was expected
 */
export function resolveOptions(options: RunOptions): ResolvedOptions {
  const { maxContentBytes = 0, nph, onError = printError, ...rest } = options
  for (const name of Object.keys(rest)) throw new TypeError(`Unknown option '${name}' of run()`)
  if (!Number.isSafeInteger(maxContentBytes) || maxContentBytes < 0)
    throw new TypeError(`maxContentBytes is a whole number, 0 or more, got ${String(maxContentBytes)}`)
  if (nph !== undefined && typeof nph !== 'boolean')
    throw new TypeError(`nph is a boolean, got ${typeof nph}`)
  if (typeof onError !== 'function') throw new TypeError(`onError is a function, got ${typeof onError}`)
  return { maxContentBytes, nph, onError }
}

function printError(error: unknown, request: HttpRequest | null): void {
  if (request !== null) console.error(`tsgi: ${request.method} ${request.basePath}${request.path} failed`)
  console.error(error)
}
