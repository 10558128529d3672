/** What `strict-transport-security` says. */
export interface StrictTransportSecurity {
  /** Seconds for which the host is asked by https only; 0 takes it back. Default 31536000, a year. */
  maxAgeSeconds?: number
  /** Whether that holds for the names below this host too. Default true. */
  includeSubDomains?: boolean
  /**
   * Whether browsers may have it built in, which cannot be undone within months: see hstspreload.org. Asks for a year at
   * least, and for `includeSubDomains`. Default false.
   */
  preload?: boolean
}

const YEAR = 31_536_000
const NAMES: ReadonlySet<string> = new Set<keyof StrictTransportSecurity>([
  ...(['maxAgeSeconds', 'includeSubDomains', 'preload'] as const),
])

/**
 * Writes the value.
 * @throws TypeError that names the member and what was expected
 * @see RFC 6797 §6.1
 */
export function writeTransportSecurity(options: StrictTransportSecurity): string {
  const unknown = Object.keys(options).find((name) => !NAMES.has(name))
  if (unknown !== undefined) throw new TypeError(`Unknown member '${unknown}' of strictTransportSecurity`)
  const { maxAgeSeconds = YEAR, includeSubDomains = true, preload = false } = options
  if (!Number.isSafeInteger(maxAgeSeconds) || maxAgeSeconds < 0) {
    const got = String(maxAgeSeconds)
    throw new TypeError(`strictTransportSecurity.maxAgeSeconds is a whole number from 0, got ${got}`)
  }
  if (preload && !(includeSubDomains && maxAgeSeconds >= YEAR)) {
    throw new TypeError(
      `strictTransportSecurity.preload asks for maxAgeSeconds of ${YEAR} at least and for includeSubDomains`,
    )
  }
  return `max-age=${maxAgeSeconds}${includeSubDomains ? '; includeSubDomains' : ''}${preload ? '; preload' : ''}`
}
