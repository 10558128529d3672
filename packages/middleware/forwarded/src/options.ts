import { isToken } from '@tsgi/fields/token'
import { trustedPeers } from '@tsgi/trusted-peers'

/** The fields that the proxies write: `X-Forwarded-For` and those beside it, or `Forwarded` (RFC 7239). */
export type ForwardedHeader = 'x-forwarded' | 'forwarded'

/** Something that proxies tell of a request: `X-Forwarded-For`, `X-Forwarded-Proto` …, or a parameter of `Forwarded`. */
export type ForwardedFact = 'for' | 'proto' | 'host' | 'port' | 'prefix'

/**
 * Whose word counts.
 *
 * - A list of addresses and networks (`'10.0.0.0/8'`), `'unix'` for peers without an address, `'everyone'`.
 * - A number: that many proxies, the peer of the connection included, whoever they are.
 * - A function that is asked for one hop after the other, with its address and how many hops it is away: 0 is the peer
 *   of the connection, whose address is `null` where it has none. Only `true` means yes.
 */
export type Trust = readonly string[] | number | ((address: string | null, hop: number) => boolean)

/** Which proxies are believed, and what. */
export interface ForwardedOptions {
  /** Whose word counts: see {@link Trust}. Default `[]`: nobody's, all such fields are removed. */
  trust?: Trust
  /** The fields that the proxies write; those of the other kind are removed unread. Default `'x-forwarded'`. */
  header?: ForwardedHeader
  /**
   * What to believe: only what the proxies set, or remove, in every request. `'port'` and `'prefix'` are not in `Forwarded`.
   * Default `['for', 'proto']`.
   */
  take?: readonly ForwardedFact[]
  /**
   * Further fields that the proxies set, or remove, in every request, such as `'x-forwarded-user'` or `'cf-ray'`, in lower
   * case: left as they are when the peer is trusted, removed when it is not. Default none.
   */
  keep?: readonly string[]
  /** How many proxies a request may have come through; those with more are refused with 400. Default 64. */
  maxHops?: number
}

/** Options, checked, with all defaults filled in. */
export interface ResolvedOptions {
  readonly isTrusted: (address: string | null, hop: number) => boolean
  /** Whether nobody is trusted, on purpose. */
  readonly trustsNobody: boolean
  readonly header: ForwardedHeader
  readonly take: ReadonlySet<ForwardedFact>
  readonly keep: ReadonlySet<string>
  readonly maxHops: number
}

const NAMES: ReadonlySet<string> = new Set<keyof ForwardedOptions>([
  'trust',
  'header',
  'take',
  'keep',
  'maxHops',
])
const FACTS: readonly ForwardedFact[] = ['for', 'proto', 'host', 'port', 'prefix']

/** Fields that tell facts, and the one that a request cannot be without: `keep` is not for these. */
const NEVER_KEPT: ReadonlySet<string> = new Set([
  'forwarded',
  'host',
  ...FACTS.map((fact) => `x-forwarded-${fact}`),
])

/**
 * Checks options once.
 * @throws TypeError that names the option and what was expected
 */
export function resolveOptions(options: ForwardedOptions): ResolvedOptions {
  const unknown = Object.keys(options).find((name) => !NAMES.has(name))
  if (unknown !== undefined) throw new TypeError(`Unknown option '${unknown}' of forwarded()`)
  const { trust = [], header = 'x-forwarded', take = ['for', 'proto'], keep = [], maxHops = 64 } = options
  // oxlint-disable-next-line typescript/no-unnecessary-condition -- not everybody has types
  if (header !== 'x-forwarded' && header !== 'forwarded')
    throw new TypeError(`header is 'x-forwarded' or 'forwarded', got '${String(header)}'`)
  if (!Number.isSafeInteger(maxHops) || maxHops < 1)
    throw new TypeError(`maxHops is a whole number from 1, got ${String(maxHops)}`)
  return {
    isTrusted: trustFunction(trust),
    trustsNobody: trust === 0 || (Array.isArray(trust) && trust.length === 0),
    header,
    take: checkFacts(take, header),
    keep: checkNames(keep),
    maxHops,
  }
}

function trustFunction(trust: Trust): ResolvedOptions['isTrusted'] {
  // oxlint-disable-next-line typescript/no-unnecessary-boolean-literal-compare -- a promise is no answer, least of all yes
  if (typeof trust === 'function') return (address, hop) => trust(address, hop) === true
  if (Array.isArray(trust)) return remembering(trustedPeers(trust))
  if (typeof trust === 'number' && Number.isSafeInteger(trust) && trust >= 0)
    return (_address, hop) => hop < trust
  throw new TypeError(`trust is a list, a whole number from 0 or a function, got ${String(trust)}`)
}

const MAX_REMEMBERED = 256

/** Matching an address against networks costs microseconds, and the addresses of proxies come again and again. */
function remembering(isTrusted: (address: string | null) => boolean): ResolvedOptions['isTrusted'] {
  const verdicts = new Map<string | null, boolean>()
  return (address) => {
    const known = verdicts.get(address)
    if (known !== undefined) return known
    const verdict = isTrusted(address)
    if (verdicts.size === MAX_REMEMBERED) verdicts.clear()
    verdicts.set(address, verdict)
    return verdict
  }
}

function checkFacts(take: readonly ForwardedFact[], header: ForwardedHeader): ReadonlySet<ForwardedFact> {
  const known = header === 'forwarded' ? FACTS.slice(0, 3) : FACTS
  const wrong: unknown = listOf('take', take).find((fact) => !known.includes(fact))
  if (wrong === undefined) return new Set(take)
  throw new TypeError(`take has ${known.join(', ')} with header '${header}'; got ${JSON.stringify(wrong)}`)
}

function checkNames(names: readonly string[]): ReadonlySet<string> {
  for (const name of listOf<unknown>('keep', names)) {
    if (typeof name !== 'string' || !isToken(name) || name !== name.toLowerCase())
      throw new TypeError(`keep has names of fields in lower case, got '${String(name)}'`)
    if (NEVER_KEPT.has(name))
      throw new TypeError(`keep cannot have '${name}': what it tells is taken or removed`)
  }
  return new Set(names)
}

function listOf<T>(option: string, value: readonly T[]): readonly T[] {
  if (Array.isArray(value)) return value
  throw new TypeError(`${option} is a list, got ${typeof value}`)
}
