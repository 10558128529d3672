import { isToken } from '@tsgi/fields/token'
import type { ResponseHeaders } from '@tsgi/spec'
import { handOffField } from './hand-off.ts'
import type { HandOff, HandOffField } from './hand-off.ts'
import { isHashedName } from './hashed-name.ts'
import type { ListingOptions } from './listing.ts'
import { mediaTypes } from './media-types.ts'
import type { MediaTypes } from './media-types.ts'
import { EXTENSIONS, codingPreference } from './negotiation.ts'
import type { Coding } from './negotiation.ts'
import type { LinkPolicy } from './open-file.ts'
import { areServed, readPath } from './request-path.ts'
import type { ServedFile } from './served-file.ts'

/** What is served, and what is said about it. */
export interface StaticOptions {
  /** Files that stand for their folder, tried in order; `false`: none. Default `'index.html'`. */
  index?: string | readonly string[] | false
  /** Extensions to try where nothing has the name asked for: `['html']` serves `about.html` as `/about`. Default none. */
  extensions?: readonly string[]
  /**
   * A file below the root, `'index.html'`, that answers where there is nothing else: for applications that route in the
   * browser. Only navigations get it: who asks for `text/html`, and not under a name such as `app.js`. Default `false`.
   */
  fallback?: string | false
  /** Whether folders without an index are listed, in HTML or JSON by `accept`. Default `false`. */
  listing?: boolean | ListingOptions
  /** What to do about names that start with a dot; `.well-known` at the top is always served. Default `'refuse'`. */
  dotfiles?: 'refuse' | 'serve'
  /**
   * What to do about symbolic links: follow them as long as they stay within the root, refuse whatever is reached through
   * one, or follow them anywhere. Default `'within'`.
   */
  links?: LinkPolicy
  /**
   * Codings that lie ready beside the original, `app.js.br`, `.zst`, `.gz`, best first; `true`: all of them, in that order.
   * The client's weights decide, this order between equals. Default `true`.
   */
  precompressed?: boolean | readonly Coding[]
  /** Media types by extension without its dot, in addition to the usual ones: `{ gltf: 'model/gltf+json' }`. */
  types?: Readonly<Record<string, string>>
  /** What text types say as their charset; `false`: nothing. Default `'utf-8'`. */
  charset?: string | false
  /**
   * Entity-tags: `'strong'`, `'weak'`, `false`, or a function that gives one, quotes included, or `undefined`. Those of
   * this package change with size, modification time and change time, so they differ between machines. Default `'strong'`.
   */
  etag?: 'strong' | 'weak' | false | ((file: ServedFile) => string | undefined)
  /** The value of `cache-control`, `''`: none; or a function that gives it. Default `'no-cache'`: keep it, but ask. */
  cacheControl?: string | ((file: ServedFile) => string)
  /**
   * Names that never get other contents, and so `public, max-age=31536000, immutable`: `true`: those with a hash in them, as
   * bundlers make them (`app.3f2a9c1b.js`); or a function of the name below the root. Default `false`.
   */
  immutable?: boolean | ((name: string) => boolean)
  /** Other fields of the answers 200, 206 and 304, or a function that gives them. Default none. */
  headers?: ResponseHeaders | ((file: ServedFile) => ResponseHeaders)
  /** Ranges that one request may ask for; with more, or more bytes than there are, it gets the whole. Default 10. */
  maxRanges?: number
  /**
   * What to do about methods other than GET and HEAD where there is a file: refuse with 405, or pass, as if there were none.
   * Default `'refuse'`.
   */
  otherMethods?: 'refuse' | 'pass'
  /** Lets the server in front send the files: see {@link HandOff}. Default: sent from here. */
  handOff?: HandOff
  /** Files kept in memory: see {@link MemoryOptions}; `false`: none, and nothing else is remembered either. */
  memory?: MemoryOptions | false
}

/** What is kept in memory. */
export interface MemoryOptions {
  /** Bytes in all. Default 67108864 (64 MiB). */
  maxBytes?: number
  /** Bytes of one file, in each of its codings. Those above 256 KiB are kept from the second request on. Default 16777216 (16 MiB). */
  maxFileBytes?: number
  /**
   * Milliseconds for which an answer, "not found" included, is given without a look at the files; 0: look each time;
   * `Infinity`: never again. Default 1000.
   */
  checkIntervalMs?: number
}

/** Options, checked, with all defaults filled in. */
export interface ResolvedOptions {
  readonly index: readonly string[]
  readonly extensions: readonly string[]
  readonly fallback: readonly string[] | undefined
  readonly listing: ListingOptions | undefined
  readonly dotfiles: boolean
  readonly links: LinkPolicy
  readonly codings: readonly Coding[]
  readonly preferredCodings: (acceptEncoding: string | undefined) => readonly Coding[]
  readonly types: MediaTypes
  readonly etag: 'strong' | 'weak' | false | ((file: ServedFile) => string | undefined)
  readonly cacheControl: (file: ServedFile) => string
  readonly headers: (file: ServedFile) => ResponseHeaders
  readonly maxRanges: number
  readonly passesOtherMethods: boolean
  readonly handOff: HandOffField | undefined
  readonly memory: Required<MemoryOptions>
  /** Milliseconds since 1970. */
  readonly now: () => number
}

const NAMES: ReadonlySet<string> = new Set<keyof StaticOptions>([
  ...(['index', 'extensions', 'fallback', 'listing', 'dotfiles', 'links', 'precompressed', 'types'] as const),
  ...(['charset', 'etag', 'cacheControl', 'immutable', 'headers', 'maxRanges', 'otherMethods'] as const),
  ...(['handOff', 'memory'] as const),
])

const FOR_EVER = 'public, max-age=31536000, immutable'

/**
 * Checks options once.
 * @throws TypeError that names the option and what was expected
 */
export function resolveOptions(options: StaticOptions, rootCount: number): ResolvedOptions {
  const unknown = Object.keys(options).find((name) => !NAMES.has(name))
  if (unknown !== undefined) throw new TypeError(`Unknown option '${unknown}' of serveStatic()`)
  const dotfiles = oneOf('dotfiles', options.dotfiles, ['refuse', 'serve']) === 'serve'
  const { index = 'index.html', charset = 'utf-8', headers = {}, listing = false } = options
  if (charset !== false && !isToken(charset)) throw new TypeError(`charset is a token, got '${charset}'`)
  const codings = codingList(options.precompressed ?? true)
  return {
    index: (index === false ? [] : [index].flat()).map((name) => plainName('index', name, dotfiles)),
    extensions: (options.extensions ?? []).map((extension) => plainName('extensions', extension, false)),
    fallback: fallbackNames(options.fallback, dotfiles),
    listing: listing === false ? undefined : listing === true ? {} : listing,
    dotfiles,
    links: oneOf('links', options.links, ['within', 'refuse', 'follow']),
    codings,
    preferredCodings: codingPreference(codings),
    types: mediaTypes(options.types ?? {}, charset === false ? undefined : charset),
    etag: typeof options.etag === 'function' || options.etag === false ? options.etag : tagKind(options.etag),
    cacheControl: cacheControl(options),
    headers: typeof headers === 'function' ? headers : () => headers,
    maxRanges: wholeNumber('maxRanges', options.maxRanges, 10),
    passesOtherMethods: oneOf('otherMethods', options.otherMethods, ['refuse', 'pass']) === 'pass',
    handOff: options.handOff === undefined ? undefined : handOffField(options.handOff, rootCount),
    memory: memoryLimits(options.memory ?? {}),
    now: () => Date.now(),
  }
}

function oneOf<T extends string>(name: string, value: T | undefined, allowed: readonly [T, ...T[]]): T {
  if (value === undefined) return allowed[0]
  if (allowed.includes(value)) return value
  throw new TypeError(`${name} is ${allowed.map((each) => `'${each}'`).join(' or ')}, got '${value}'`)
}

function tagKind(value: 'strong' | 'weak' | undefined): 'strong' | 'weak' {
  return oneOf('etag', value, ['strong', 'weak'])
}

function plainName(option: string, name: string, dotfiles: boolean): string {
  if (typeof name === 'string' && !name.includes('/') && areServed([name], { dotfiles })) return name
  throw new TypeError(`${option} has names without slashes or leading dots, got '${name}'`)
}

function fallbackNames(
  fallback: string | false | undefined,
  dotfiles: boolean,
): readonly string[] | undefined {
  if (fallback === undefined || fallback === false) return undefined
  const names = fallback.split('/')
  if (
    areServed(names, { dotfiles }) &&
    readPath(`/${names.map(encodeURIComponent).join('/')}`, { dotfiles })
  ) {
    return names
  }
  throw new TypeError(`fallback is a path below the root, such as 'index.html': got '${fallback}'`)
}

function codingList(precompressed: boolean | readonly Coding[]): readonly Coding[] {
  const all = Object.keys(EXTENSIONS) as Coding[]
  if (typeof precompressed === 'boolean') return precompressed ? all : []
  const unknown = precompressed.find((coding) => !all.includes(coding))
  if (unknown === undefined) return [...new Set(precompressed)]
  throw new TypeError(`precompressed has ${all.join(', ')}; got '${unknown}'`)
}

function cacheControl({
  cacheControl: value = 'no-cache',
  immutable = false,
}: StaticOptions): (file: ServedFile) => string {
  const usual = typeof value === 'function' ? value : () => value
  if (immutable === false) return usual
  const isImmutable = immutable === true ? isHashedName : immutable
  return (file) => (isImmutable(file.name) ? FOR_EVER : usual(file))
}

function memoryLimits(memory: MemoryOptions | false): Required<MemoryOptions> {
  if (memory === false) return { maxBytes: 0, maxFileBytes: 0, checkIntervalMs: 0 }
  const { checkIntervalMs = 1000 } = memory
  if (!(checkIntervalMs >= 0)) throw new TypeError(`checkIntervalMs is 0 or more, got ${checkIntervalMs}`)
  return {
    maxBytes: wholeNumber('maxBytes', memory.maxBytes, 64 * 1024 * 1024),
    maxFileBytes: wholeNumber('maxFileBytes', memory.maxFileBytes, 16 * 1024 * 1024),
    checkIntervalMs,
  }
}

function wholeNumber(name: string, value: number | undefined, usual: number): number {
  if (value === undefined) return usual
  if (Number.isSafeInteger(value) && value >= 0) return value
  throw new TypeError(`${name} is a whole number from 0, got ${String(value)}`)
}
