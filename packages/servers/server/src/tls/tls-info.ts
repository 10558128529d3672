import type { X509Certificate } from 'node:crypto'
import type { TlsSocket } from './tls-socket.ts'

/** The key of the extension that tells an application about TLS: `exchange[TLS] as TlsInfo | undefined` (SPEC EXT-1). */
export const TLS: unique symbol = Symbol.for('tsgi.tls') as typeof TLS

/** What is known about the TLS of a connection since its handshake. The same object for all its exchanges. */
export interface TlsInfo {
  /** Version: `'TLSv1.3'`. */
  readonly protocol: string
  /** Cipher suite by its IANA name: `'TLS_AES_256_GCM_SHA384'`. */
  readonly cipher: string
  /** What was negotiated to be spoken inside: `'h2'`, `'http/1.1'`; `null`: the client offered nothing. */
  readonly alpn: string | null
  /** The server that the client named; `null`: none. */
  readonly serverName: string | null
  /** The certificate that the client showed; `null`: none. It may be invalid: look at `authorized`. */
  readonly clientCertificate: X509Certificate | null
  /** Whether the client showed a certificate that is valid for the server it named. */
  readonly authorized: boolean
  /** Why a certificate that was shown is not valid: `'CERT_HAS_EXPIRED'`, `'UNABLE_TO_VERIFY_LEAF_SIGNATURE'` …; else `null`. */
  readonly authorizationError: string | null
}

/** Collects it, when the handshake is complete. */
export function tlsInfo(socket: TlsSocket): TlsInfo {
  const clientCertificate = socket.getPeerX509Certificate() ?? null
  // Node finds no fault with a resumed session whose client has shown no certificate at all.
  const authorizationError = clientCertificate === null ? null : socket.certificateFault()
  return Object.freeze({
    protocol: socket.getProtocol() ?? '',
    cipher: socket.getCipher().standardName,
    alpn: socket.alpnProtocol || null,
    serverName: socket.serverName,
    clientCertificate,
    authorized: clientCertificate !== null && authorizationError === null,
    authorizationError,
  })
}
