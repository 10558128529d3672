import type { HttpRequest } from '@tsgi/spec'
import { parseByteSize } from './byte-size.ts'
import type { ByteSize } from './byte-size.ts'

/** How much content requests may have. */
export interface BodyLimitOptions {
  /**
   * Most bytes of content, or a function that says it of a request, by its path or `content-type` for instance. 0: none at
   * all. Default 1 048 576 (1 MiB).
   */
  maxBytes?: ByteSize | ((request: HttpRequest) => ByteSize)
  /**
   * What becomes of content whose length is not announced: it is counted as it comes, or refused with 411, for handlers that
   * read it elsewhere than in `request.body`. Default `'count'`.
   */
  unknownLength?: 'count' | 'refuse'
}

/** Options, checked, with all defaults filled in. */
export interface ResolvedOptions {
  /** Most bytes of content of a request. @throws TypeError when the function that was given says no size */
  readonly maxBytesOf: (request: HttpRequest) => number
  readonly refusesUnknownLength: boolean
}

const NAMES: ReadonlySet<string> = new Set<keyof BodyLimitOptions>(['maxBytes', 'unknownLength'])

/**
 * Checks options once.
 * @throws TypeError that names the option and what was expected
 */
export function resolveOptions(given: ByteSize | BodyLimitOptions): ResolvedOptions {
  const options = typeof given === 'object' ? given : { maxBytes: given }
  const unknown = Object.keys(options).find((name) => !NAMES.has(name))
  if (unknown !== undefined) throw new TypeError(`Unknown option '${unknown}' of bodyLimit()`)
  const { maxBytes = 1_048_576, unknownLength = 'count' } = options
  // oxlint-disable-next-line typescript/no-unnecessary-condition -- not everybody has types
  if (unknownLength !== 'count' && unknownLength !== 'refuse')
    throw new TypeError(`unknownLength is 'count' or 'refuse', got '${String(unknownLength)}'`)
  return { maxBytesOf: sizeOf(maxBytes), refusesUnknownLength: unknownLength === 'refuse' }
}

function sizeOf(maxBytes: NonNullable<BodyLimitOptions['maxBytes']>): ResolvedOptions['maxBytesOf'] {
  if (typeof maxBytes === 'function')
    return (request) => parseByteSize('What maxBytes(request) returns', maxBytes(request))
  const bytes = parseByteSize('maxBytes', maxBytes)
  return () => bytes
}
