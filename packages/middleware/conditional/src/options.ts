/** Which answers get an entity-tag, and of which kind. */
export interface ConditionalOptions {
  /**
   * Kind of the tags that are made: `'weak'`, which stay true when the answer is compressed on its way, or `'strong'`; `false`:
   * none are made, only those of the application count. Default `'weak'`.
   */
  etag?: 'weak' | 'strong' | false
  /** Bytes of content above which no tag is made, because making one holds up everybody else. Default 1048576 (1 MiB). */
  maxBytes?: number
}

const NAMES: ReadonlySet<string> = new Set<keyof ConditionalOptions>(['etag', 'maxBytes'])
const KINDS: readonly unknown[] = ['weak', 'strong', false] satisfies Array<ConditionalOptions['etag']>

/** Options, checked, with all defaults filled in. */
export type ResolvedOptions = Readonly<Required<ConditionalOptions>>

/**
 * Checks options once.
 * @throws TypeError that names the option, what came and what was expected
 */
export function resolveOptions(options: ConditionalOptions): ResolvedOptions {
  const unknown = Object.keys(options).find((name) => !NAMES.has(name))
  if (unknown !== undefined) throw new TypeError(`Unknown option '${unknown}' of conditional()`)
  const { etag = 'weak', maxBytes = 1_048_576 } = options
  if (!KINDS.includes(etag)) throw new TypeError(`etag is 'weak', 'strong' or false, got '${String(etag)}'`)
  if (!Number.isSafeInteger(maxBytes) || maxBytes < 0) {
    throw new TypeError(`maxBytes is a whole number from 0, got ${String(maxBytes)}`)
  }
  return { etag, maxBytes }
}
