/*
 * What a front server knows of a client and a request has no place for: who it is, by the front server's own
 * authentication, and how it came over TLS. Applications find it on the exchange (SPEC EXT-1).
 */
import { Buffer } from 'node:buffer'
import { X509Certificate } from 'node:crypto'
import type { Fields } from '@tsgi/http1'
import { withoutRedirect } from './variable-name.ts'

/**
 * The key of the extension that tells what the front server has found out about the client:
 * `exchange[VARIABLES] as ToldVariables | undefined`; absent where it says nothing.
 */
export const VARIABLES: unique symbol = Symbol.for('tsgi.variables') as typeof VARIABLES

/**
 * `REMOTE_USER` and `AUTH_TYPE` (RFC 3875 §4.1.1, §4.1.11), and all variables that begin with `SSL_`, by their names.
 * What Apache has renamed for an internal redirect is there under its own name. Inherits nothing; values as they were
 * sent, one character for each octet.
 */
export type ToldVariables = Readonly<Record<string, string>>

/**
 * The key of the extension that tells about TLS, with the same members as that of `@tsgi/server`:
 * `exchange[TLS] as GatewayTlsInfo | undefined`; absent where the front server does not tell `SSL_PROTOCOL`.
 */
export const TLS: unique symbol = Symbol.for('tsgi.tls') as typeof TLS

/** What a front server tells of the TLS that the client came over, in the words of Apache's mod_ssl. */
export interface GatewayTlsInfo {
  /** Version: `'TLSv1.3'` (`SSL_PROTOCOL`). */
  readonly protocol: string
  /** Cipher suite, by the name that the front server has for it (`SSL_CIPHER`); `''`: not told. */
  readonly cipher: string
  /** What was negotiated to be spoken inside: not told. */
  readonly alpn: null
  /** The server that the client named (`SSL_TLS_SNI`); `null`: none. */
  readonly serverName: string | null
  /** The certificate that the client showed (`SSL_CLIENT_CERT`, in PEM); `null`: none, or not told. Read on first use. */
  readonly clientCertificate: X509Certificate | null
  /** Whether the client showed a certificate that is valid (`SSL_CLIENT_VERIFY` is `SUCCESS`). */
  readonly authorized: boolean
  /** Why a certificate that was shown is not valid, in the front server's words; else `null`. */
  readonly authorizationError: string | null
}

/** What an exchange gets under symbols. @param sent variables by the names that were sent */
export function extensionsOf(sent: Fields): Readonly<Record<symbol, unknown>> {
  const told: Record<string, string> = Object.create(null) as Record<string, string>
  for (const name of Object.keys(sent)) {
    const own = withoutRedirect(name)
    // What was sent under its own name is newer than what was there before a redirect.
    if (name === own || sent[own] === undefined) told[own] = sent[name]!
  }
  Object.freeze(told)
  const hasTls = (told['SSL_PROTOCOL'] ?? '') !== ''
  return hasTls ? { [VARIABLES]: told, [TLS]: new ToldTls(told) } : { [VARIABLES]: told }
}

/** A class, because most applications never ask for the certificate, which takes long to read. */
class ToldTls implements GatewayTlsInfo {
  readonly protocol: string
  readonly cipher: string
  readonly alpn = null
  readonly serverName: string | null
  readonly authorized: boolean
  readonly authorizationError: string | null
  readonly #pem: string
  #certificate: X509Certificate | null | undefined = undefined

  constructor(told: ToldVariables) {
    const verified = told['SSL_CLIENT_VERIFY'] ?? 'NONE'
    this.protocol = told['SSL_PROTOCOL']!
    this.cipher = told['SSL_CIPHER'] ?? ''
    this.serverName = told['SSL_TLS_SNI'] || null
    this.authorized = verified === 'SUCCESS'
    this.authorizationError =
      this.authorized || verified === 'NONE' || verified === '' ? null : reasonOf(verified)
    this.#pem = told['SSL_CLIENT_CERT'] ?? ''
  }

  get clientCertificate(): X509Certificate | null {
    this.#certificate ??= readCertificate(this.#pem)
    return this.#certificate
  }
}

/** mod_ssl and nginx say `FAILED:` and why; `GENEROUS` is a certificate that nobody has looked at. */
function reasonOf(verified: string): string {
  return verified.startsWith('FAILED:') ? verified.slice('FAILED:'.length) : verified
}

/** Front servers that put it into one line leave blanks, or tabs, where lines ended. */
function readCertificate(pem: string): X509Certificate | null {
  if (pem === '') return null
  const body = pem.replace('-----BEGIN CERTIFICATE-----', '').replace('-----END CERTIFICATE-----', '')
  try {
    return new X509Certificate(Buffer.from(body, 'base64'))
  } catch {
    return null
  }
}
