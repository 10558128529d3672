import { createHash } from 'node:crypto'

/** Keywords of CSP, quotes included. `'nonce'` is ours: it stands for the nonce of the answer. */
export type Keyword =
  | "'self'"
  | "'none'"
  | "'nonce'"
  | "'strict-dynamic'"
  | "'unsafe-inline'"
  | "'unsafe-eval'"
  | "'unsafe-hashes'"
  | "'wasm-unsafe-eval'"
  | "'inline-speculation-rules'"
  | "'report-sample'"

/** A source: a keyword, a hash (`'sha256-…'`), a host (`https://cdn.example.com`), a scheme (`data:`) or `*`. */
export type Source = Keyword | '*' | 'data:' | 'blob:' | 'https:' | (string & {})

/** Names for sources. */
export interface CspHelpers {
  /** The origin of the document. */
  readonly self: "'self'"
  /** Nothing at all; stands alone. */
  readonly none: "'none'"
  /** Elements with the nonce of this answer: see `cspNonce`. */
  readonly nonce: "'nonce'"
  /** Scripts that trusted scripts load; hosts and `'self'` do not count beside it. */
  readonly strictDynamic: "'strict-dynamic'"
  /** All inline scripts or styles. Browsers pass over it where there is a nonce or a hash. */
  readonly unsafeInline: "'unsafe-inline'"
  /** `eval` and the like. */
  readonly unsafeEval: "'unsafe-eval'"
  /** Hashes count for event handlers and style attributes too. */
  readonly unsafeHashes: "'unsafe-hashes'"
  /** Compiling WebAssembly. */
  readonly wasmUnsafeEval: "'wasm-unsafe-eval'"
  /** Inline rules for speculative loading. */
  readonly inlineSpeculationRules: "'inline-speculation-rules'"
  /** Reports have the first characters of what was blocked. */
  readonly reportSample: "'report-sample'"
  /** An inline script or style with exactly this text. */
  readonly sha256: (text: string) => string
  /** The same by SHA-384. */
  readonly sha384: (text: string) => string
  /** The same by SHA-512. */
  readonly sha512: (text: string) => string
}

/** Names for sources: `scriptSrc: [csp.self, csp.nonce]` is `scriptSrc: ["'self'", "'nonce'"]`. */
export const csp: CspHelpers = {
  self: "'self'",
  none: "'none'",
  nonce: "'nonce'",
  strictDynamic: "'strict-dynamic'",
  unsafeInline: "'unsafe-inline'",
  unsafeEval: "'unsafe-eval'",
  unsafeHashes: "'unsafe-hashes'",
  wasmUnsafeEval: "'wasm-unsafe-eval'",
  inlineSpeculationRules: "'inline-speculation-rules'",
  reportSample: "'report-sample'",
  sha256: (text) => hashSource('sha256', text),
  sha384: (text) => hashSource('sha384', text),
  sha512: (text) => hashSource('sha512', text),
}

function hashSource(algorithm: string, text: string): string {
  return `'${algorithm}-${createHash(algorithm).update(text).digest('base64')}'`
}

/**
 * Checks the sources of a directive.
 * @param path where they stand, for messages: `contentSecurityPolicy.scriptSrc`
 * @returns the value of the directive
 * @throws TypeError that names the source that is wrong
 */
export function writeSources(path: string, sources: readonly Source[]): string {
  if (!Array.isArray(sources)) throw new TypeError(`${path} is an array of sources, got ${typeof sources}`)
  for (const source of sources) checkSource(path, source)
  if (sources.includes(csp.none) && sources.length > 1) {
    throw new TypeError(
      `${path} has 'none' beside others, where browsers pass over it: leave one of them out`,
    )
  }
  return sources.length === 0 ? csp.none : [...new Set(sources)].join(' ')
}

const KEYWORDS: ReadonlySet<unknown> = new Set(Object.values(csp))

/** Schemes that are taken for hosts when their colon is missing. */
const SCHEMES = new Set(['blob', 'data', 'filesystem', 'http', 'https', 'mediastream', 'ws', 'wss'])

function checkSource(path: string, source: unknown): void {
  const fault = typeof source === 'string' ? faultOf(source) : 'expected a string'
  if (fault !== undefined)
    throw new TypeError(`${path} has ${JSON.stringify(source) ?? typeof source}: ${fault}`)
}

function faultOf(source: string): string | undefined {
  if (!/^[!-~]+$/.test(source)) return 'blanks, controls and characters beyond ASCII are no part of a source'
  if (/[;,]/.test(source)) return `';' and ',' would end the directive: write %3B and %2C`
  if (KEYWORDS.has(`'${source.toLowerCase()}'`) || /^(?:nonce|sha256|sha384|sha512)-/i.test(source)) {
    return `without quotes it is a host: write "'${source}'"`
  }
  if (/^'nonce-/i.test(source)) return 'a nonce is for one answer: write csp.nonce'
  if (source.includes("'") && !/^'[A-Za-z0-9+/=_-]+'$/.test(source))
    return 'quotes stand around a keyword or a hash'
  if (SCHEMES.has(source.toLowerCase())) return `without a colon it is a host: write '${source}:'`
  return undefined
}
