import { hostPredicate } from './hosts.ts'
import { pathPredicate } from './paths.ts'

/** Who is sent to HTTPS, and where it is. */
export interface HttpsRedirectOptions {
  /**
   * Hosts that are served over HTTPS: names, `'*.example.com'` for names with one more label, IPv6 addresses in brackets,
   * all without port; or a function that is asked for one, in lower case. Requests for others are answered with 421.
   */
  hosts: readonly string[] | ((host: string) => boolean)
  /** The port of HTTPS, as clients see it. Default 443. */
  port?: number
  /**
   * Paths below the mount that are answered over HTTP, as they are spelled here; one with a slash at its end stands for all
   * below it too: `['/health', '/.well-known/acme-challenge/']`. Default none.
   */
  exclude?: readonly string[]
  /**
   * What to do about methods other than GET and HEAD: refuse with 403, so that whoever sends content or credentials in the
   * clear notices, or redirect with 308, which has them sent again. Default `'refuse'`.
   */
  otherMethods?: 'refuse' | 'redirect'
}

/** Options, checked, with all defaults filled in. */
export interface ResolvedOptions {
  readonly isServed: (host: string) => boolean
  /** `''` or `':8443'`. */
  readonly port: string
  readonly isExcluded: (path: string) => boolean
  readonly redirectsOtherMethods: boolean
}

const NAMES: ReadonlySet<string> = new Set<keyof HttpsRedirectOptions>([
  'hosts',
  'port',
  'exclude',
  'otherMethods',
])

/**
 * Checks options once.
 * @throws TypeError that names the option and what was expected
 */
export function resolveOptions(options: HttpsRedirectOptions): ResolvedOptions {
  // oxlint-disable-next-line typescript/no-unnecessary-condition -- not everybody has types
  const unknown = Object.keys(options ?? {}).find((name) => !NAMES.has(name))
  if (unknown !== undefined) throw new TypeError(`Unknown option '${unknown}' of httpsRedirect()`)
  // oxlint-disable-next-line typescript/no-unnecessary-condition
  const { hosts, port = 443, exclude = [], otherMethods = 'refuse' } = options ?? {}
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new TypeError(`port is a whole number from 1 to 65535, got ${String(port)}`)
  // oxlint-disable-next-line typescript/no-unnecessary-condition -- not everybody has types
  if (otherMethods !== 'refuse' && otherMethods !== 'redirect')
    throw new TypeError(`otherMethods is 'refuse' or 'redirect', got '${String(otherMethods)}'`)
  return {
    // oxlint-disable-next-line typescript/no-unnecessary-boolean-literal-compare -- a promise is no answer
    isServed: typeof hosts === 'function' ? (host) => hosts(host) === true : hostPredicate(hosts),
    port: port === 443 ? '' : `:${port}`,
    isExcluded: pathPredicate(exclude),
    redirectsOtherMethods: otherMethods === 'redirect',
  }
}
