/*
 * What is spoken before HTTP, and which versions of it, as the options say:
 *
 *   accepted ─► PROXY header ─┬─► TLS handshake ─► HTTP/2 or HTTP/1.1, as was agreed on (ALPN)
 *                             ├─► opening ───────► HTTP/2 or HTTP/1.1, as the first octets tell
 *                             └──────────────────► HTTP/1.1
 *
 * What nobody asked for is not loaded: a plain server starts without TLS and HTTP/2.
 */
import type { Entrance } from './arrival.ts'
import type { ConnectionContext } from './connection-context.ts'
import { Connection } from './connection.ts'
import type { ResolvedOptions } from './options.ts'
import type { TlsEndpoint } from './tls/tls-endpoint.ts'
import type { TlsOptions } from './tls/tls-options.ts'

/** The ways into a server. */
export interface Entrances {
  /** What TLS is spoken with; `null`: it is not spoken. */
  readonly tls: TlsEndpoint | null
  /** The way in through one listener; `isTcp`: its peers have addresses. */
  readonly through: (context: ConnectionContext, isTcp: boolean) => Entrance
}

/** One way to serve connections. */
type Speak = (context: ConnectionContext) => Entrance

/**
 * Loads what the options ask for, certificates included.
 * @throws TypeError for options that are wrong; Error for files that cannot be read or do not fit
 */
export async function openEntrances({ tls, http2, proxyProtocol }: ResolvedOptions): Promise<Entrances> {
  const speakHttp1: Speak = (context) => (arrival) => new Connection(arrival, context)
  const speakHttp2 = http2 ? await loadHttp2() : null
  let entrances: Entrances = { tls: null, through: speakHttp1 }
  if (tls !== null) entrances = await loadTls(tls, speakHttp1, speakHttp2)
  else if (speakHttp2 !== null) entrances = await loadOpening(speakHttp1, speakHttp2)
  return proxyProtocol === null ? entrances : loadProxy(proxyProtocol.from, entrances)
}

async function loadHttp2(): Promise<Speak> {
  const { http2Holes } = await import('./http2/http2-holes.ts')
  const holes = http2Holes(process.versions.node)
  if (holes !== undefined) warnOnce(holes)
  const { Http2Connection } = await import('./http2/http2-connection.ts')
  return (context) => (arrival) => new Http2Connection(arrival, context)
}

async function loadTls(options: TlsOptions, http1: Speak, http2: Speak | null): Promise<Entrances> {
  const { TlsEndpoint: Endpoint } = await import('./tls/tls-endpoint.ts')
  const { TlsHandshake } = await import('./tls/tls-handshake.ts')
  const tls = await Endpoint.open(options)
  return {
    tls,
    through(context) {
      const versions = { http1: http1(context), http2: http2?.(context) ?? null }
      return (arrival) => new TlsHandshake(arrival, context, tls, versions)
    },
  }
}

async function loadOpening(http1: Speak, http2: Speak): Promise<Entrances> {
  const { Opening } = await import('./http2/opening.ts')
  return {
    tls: null,
    through(context) {
      const versions = { http1: http1(context), http2: http2(context) }
      return (arrival) => new Opening(arrival, context, versions)
    },
  }
}

async function loadProxy(from: readonly string[], { tls, through }: Entrances): Promise<Entrances> {
  const { trustedPeers } = await import('@tsgi/trusted-peers')
  const { ProxyOpening } = await import('./proxy/proxy-opening.ts')
  const isTrusted = trustedPeers(from)
  return {
    tls,
    through(context, isTcp) {
      const enter = through(context, isTcp)
      return (arrival) => new ProxyOpening(arrival, context, { isTrusted, isTcp, enter })
    },
  }
}

let hasWarned = false

function warnOnce(warning: string): void {
  if (!hasWarned) process.emitWarning(warning, { code: 'TSGI_HTTP2' })
  hasWarned = true
}
