/**
 * PEM, or where it is: bytes and texts with `-----BEGIN` in them are taken as they are, any other text is the path of a
 * file, which is read at the start and again by a reload.
 */
export type PemSource = string | Uint8Array

/** A certificate and its key. */
export interface TlsIdentity {
  /** The certificate, followed by those that lead to an authority which clients trust. */
  readonly cert: PemSource
  /** The private key of the certificate. */
  readonly key: PemSource
  /** Opens an encrypted key. */
  readonly passphrase?: string
}

/**
 * Whether clients show certificates: `'none'`: they are not asked; `'request'`: they may, and the application sees
 * whether theirs is valid; `'require'`: no connection without a valid one.
 */
export type ClientCertificateRule = 'none' | 'request' | 'require'

/** A certificate, and who may connect where it is shown. */
export interface TlsSiteOptions extends TlsIdentity {
  /** Default `'none'`; for a name: what the listener has. */
  readonly clientCertificate?: ClientCertificateRule
  /**
   * The authorities whose client certificates are valid: needed unless `clientCertificate` is `'none'`, because every
   * authority that the system trusts would let anybody in. For a name: default what the listener has.
   */
  readonly ca?: PemSource | readonly PemSource[]
}

/**
 * Finds the certificate for a name, in lower case; `undefined`: the listener's own. What it throws or rejects with fails
 * that one handshake. Return the same object again for the same certificate: it is then parsed once.
 */
export type FindIdentity = (name: string) => TlsIdentity | undefined | PromiseLike<TlsIdentity | undefined>

/** How to speak TLS. The certificate here is shown to clients that name no server, or one that is not known. */
export interface TlsOptions extends TlsSiteOptions {
  /**
   * Certificates by server name, `example.com` or `*.example.com` (one label, as in certificates), or a function that
   * finds them; then the rule for client certificates is the listener's, whatever the name.
   */
  readonly names?: Readonly<Record<string, TlsSiteOptions>> | FindIdentity
  /** Oldest version of TLS that is spoken. Default `'TLSv1.2'`. */
  readonly minVersion?: 'TLSv1.2' | 'TLSv1.3'
  /**
   * Milliseconds that a handshake may take from the first octet to the last. Default 9000, so that it is over within
   * ten seconds however the looks at it fall.
   */
  readonly handshakeMs?: number
}

const SITE_OPTIONS = ['cert', 'key', 'passphrase', 'clientCertificate', 'ca']
const OPTIONS = [...SITE_OPTIONS, 'names', 'minVersion', 'handshakeMs']
/** A timer with more would go off at once. */
const MAX_MS = 2_147_483_647

/**
 * Checks options, before any file is read.
 * @throws TypeError that names the option and what was expected
 */
export function checkTlsOptions(options: TlsOptions): void {
  checkSite(options, 'tls', OPTIONS)
  const { names, minVersion, handshakeMs } = options
  if (minVersion !== undefined && minVersion !== 'TLSv1.2' && minVersion !== 'TLSv1.3')
    throw new TypeError(`tls.minVersion is 'TLSv1.2' or 'TLSv1.3', got ${String(minVersion)}`)
  if (
    handshakeMs !== undefined &&
    !(Number.isInteger(handshakeMs) && handshakeMs > 0 && handshakeMs <= MAX_MS)
  )
    throw new TypeError(`tls.handshakeMs is 1 to ${MAX_MS}, got ${String(handshakeMs)}`)
  if (names === undefined || typeof names === 'function') return
  for (const [name, site] of Object.entries(names)) {
    if (!isServerName(name)) {
      throw new TypeError(`tls.names has ${JSON.stringify(name)}: example.com and *.example.com are names`)
    }
    checkSite(site, `tls.names['${name}']`, SITE_OPTIONS)
  }
}

/** @throws TypeError */
export function checkIdentity(identity: TlsIdentity, where: string): void {
  if (typeof identity !== 'object' || identity === null) throw new TypeError(`${where} is { cert, key }`)
  const { cert, key, passphrase } = identity
  if (!isSource(cert)) throw new TypeError(`${where}.cert is PEM or the path of a PEM file`)
  if (!isSource(key)) throw new TypeError(`${where}.key is PEM or the path of a PEM file`)
  if (passphrase !== undefined && typeof passphrase !== 'string')
    throw new TypeError(`${where}.passphrase is a string`)
}

function checkSite(site: TlsSiteOptions, where: string, known: readonly string[]): void {
  checkIdentity(site, where)
  const unknown = Object.keys(site).find((name) => !known.includes(name))
  if (unknown !== undefined) throw new TypeError(`Unknown option '${unknown}' in ${where}`)
  const { clientCertificate: rule, ca } = site
  if (rule !== undefined && rule !== 'none' && rule !== 'request' && rule !== 'require')
    throw new TypeError(`${where}.clientCertificate is 'none', 'request' or 'require', got ${String(rule)}`)
  if (ca !== undefined && !sourcesOf(ca).every(isSource))
    throw new TypeError(`${where}.ca is PEM, the path of a PEM file, or a list of them`)
}

/** One source or several, as a list. */
export function sourcesOf(ca: PemSource | readonly PemSource[]): readonly PemSource[] {
  return typeof ca === 'string' || ca instanceof Uint8Array ? [ca] : ca
}

function isSource(value: unknown): boolean {
  return (typeof value === 'string' || value instanceof Uint8Array) && value.length > 0
}

/** Labels of letters, digits, hyphens and underscores; the first one may be `*`. */
function isServerName(name: string): boolean {
  const labels = (name.startsWith('*.') ? name.slice(2) : name).split('.')
  return labels.every((label) => /^[A-Za-z0-9_-]{1,63}$/.test(label))
}
