/*
 * What is served under which server name: its certificate, and its rule for client certificates.
 *
 * A rule binds what is *served* under a name, not only the handshake: a request over a connection that was made under
 * another name, with another rule, gets 421 (RFC 9110 §7.4). And a session of TLS is not resumed where anybody asks for
 * certificates: whoever resumes one shows none, and OpenSSL takes a session that was made under one name for another.
 */
import { constants } from 'node:crypto'
import { createSecureContext } from 'node:tls'
import type { SecureContext } from 'node:tls'
import { parseHost } from '@tsgi/fields/host'
import { readAuthorities, readPem } from './pem.ts'
import { checkIdentity, checkTlsOptions, sourcesOf } from './tls-options.ts'
import type {
  ClientCertificateRule,
  FindIdentity,
  TlsIdentity,
  TlsOptions,
  TlsSiteOptions,
} from './tls-options.ts'

/** Who may connect. */
interface Rule {
  readonly mode: ClientCertificateRule
  /** Certificates of the authorities, PEM. */
  readonly authorities: readonly string[]
}

/** What is served under a name. */
export interface TlsSite {
  readonly context: SecureContext
  readonly rule: Rule
}

/** All that a listener serves, as it was when it was loaded. */
export class TlsSites {
  /** What is served to clients that name nobody, or nobody known. */
  readonly main: TlsSite
  readonly #byName: ReadonlyMap<string, TlsSite>
  readonly #find: FindIdentity | null
  readonly #found = new WeakMap<TlsIdentity, Promise<TlsSite>>()
  readonly #minVersion: 'TLSv1.2' | 'TLSv1.3'
  readonly #resumes: boolean

  private constructor(
    main: TlsSite,
    byName: ReadonlyMap<string, TlsSite>,
    options: TlsOptions,
    resumes: boolean,
  ) {
    this.main = main
    this.#byName = byName
    this.#find = typeof options.names === 'function' ? options.names : null
    this.#minVersion = options.minVersion ?? 'TLSv1.2'
    this.#resumes = resumes
  }

  /**
   * Reads and checks everything.
   * @throws TypeError for options that are wrong; Error for files that cannot be read or do not fit
   */
  static async load(options: TlsOptions): Promise<TlsSites> {
    checkTlsOptions(options)
    const named = typeof options.names === 'object' ? Object.entries(options.names) : []
    const mainRule = await readRule(options, undefined, 'tls')
    const rules = await Promise.all(named.map(([name, site]) => readRule(site, mainRule, siteOption(name))))
    const resumes = [mainRule, ...rules].every(({ mode }) => mode === 'none')
    const minVersion = options.minVersion ?? 'TLSv1.2'
    const main = await readSite(options, mainRule, { where: 'tls', minVersion, resumes })
    const sites = await Promise.all(
      named.map(([name, site], index) =>
        readSite(site, rules[index]!, { where: siteOption(name), minVersion, resumes }),
      ),
    )
    const byName = new Map(named.map(([name], index) => [name.toLowerCase(), sites[index]!]))
    return new TlsSites(main, byName, options, resumes)
  }

  /** Whether what is served under a name has to be found by a function. */
  get finds(): boolean {
    return this.#find !== null
  }

  /** What is served under a name, in whatever case. */
  of(name: string | null): TlsSite {
    if (name === null || this.#byName.size === 0) return this.main
    const wanted = normalName(name)
    return this.#byName.get(wanted) ?? this.#byName.get(wildcardFor(wanted)) ?? this.main
  }

  /**
   * What a function finds for a name.
   * @throws what that function throws; Error when what it finds cannot be used
   */
  async find(name: string): Promise<TlsSite> {
    const identity = await this.#find!(normalName(name))
    if (identity === undefined) return this.main
    checkIdentity(identity, 'What tls.names() found')
    let site = this.#found.get(identity)
    if (site === undefined) {
      const settings = { where: 'tls.names()', minVersion: this.#minVersion, resumes: this.#resumes }
      site = readSite(identity, this.main.rule, settings)
      this.#found.set(identity, site)
    }
    return site
  }

  /** Whether a request for an authority may come over a connection that was made under a name. */
  admits(name: string | null, authority: string): boolean {
    if (this.#byName.size === 0) return true
    const made = this.of(name).rule
    const wanted = this.of(parseHost(authority)?.host ?? null).rule
    return wanted.mode === 'none' || isSame(made, wanted)
  }
}

interface SiteSettings {
  readonly where: string
  readonly minVersion: 'TLSv1.2' | 'TLSv1.3'
  readonly resumes: boolean
}

async function readRule(site: TlsSiteOptions, fallback: Rule | undefined, where: string): Promise<Rule> {
  const mode = site.clientCertificate ?? fallback?.mode ?? 'none'
  if (mode === 'none') return { mode, authorities: [] }
  if (site.ca !== undefined)
    return { mode, authorities: await readAuthorities(sourcesOf(site.ca), `${where}.ca`) }
  const authorities = fallback?.authorities ?? []
  if (authorities.length === 0)
    throw new TypeError(`${where}.clientCertificate needs ${where}.ca: whose certificates are valid?`)
  return { mode, authorities }
}

async function readSite(identity: TlsIdentity, rule: Rule, settings: SiteSettings): Promise<TlsSite> {
  const { where, minVersion, resumes } = settings
  const [cert, key] = await Promise.all([
    readPem(identity.cert, `${where}.cert`),
    readPem(identity.key, `${where}.key`),
  ])
  const noTickets = resumes ? 0 : constants.SSL_OP_NO_TICKET
  try {
    const context = createSecureContext({
      cert,
      key,
      minVersion,
      ca: [...rule.authorities],
      secureOptions: noTickets | constants.SSL_OP_NO_RENEGOTIATION,
      honorCipherOrder: true,
      ...(identity.passphrase === undefined ? {} : { passphrase: identity.passphrase }),
    })
    return { context, rule }
  } catch (cause) {
    throw new Error(`${where}.cert and ${where}.key cannot be used: ${(cause as Error).message}`, { cause })
  }
}

function siteOption(name: string): string {
  return `tls.names['${name}']`
}

/** Names compare without case (RFC 6066 §3); a dot at the end means the same (RFC 3986 §3.2.2). */
function normalName(name: string): string {
  const lower = name.toLowerCase()
  return lower.endsWith('.') ? lower.slice(0, -1) : lower
}

function wildcardFor(name: string): string {
  const dot = name.indexOf('.')
  return dot < 0 ? '' : `*${name.slice(dot)}`
}

function isSame(one: Rule, other: Rule): boolean {
  return one.mode === other.mode && one.authorities.join() === other.authorities.join()
}
