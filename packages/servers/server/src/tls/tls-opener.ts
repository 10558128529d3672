/*
 * Connections over TLS: after the handshake HTTP/2 or HTTP/1.1, as client and server have agreed (RFC 7301).
 */
import type { Socket } from 'node:net'
import type { ConnectionContext } from '../connection-context.ts'
import { Connection } from '../connection.ts'
import type { Http2Connection } from '../http2/http2-connection.ts'
import type { Http2Context } from '../http2/http2-context.ts'
import type { ServedConnection } from '../served-connection.ts'
import { TlsEndpoint } from './tls-endpoint.ts'
import { TlsHandshake } from './tls-handshake.ts'
import type { SecuredConnection } from './tls-handshake.ts'
import { TLS } from './tls-info.ts'
import type { TlsOptions } from './tls-options.ts'

/** Makes connections of accepted sockets. */
export class TlsOpener {
  readonly #endpoint: TlsEndpoint
  /** `null`: HTTP/2 is not spoken. */
  readonly #http2: typeof Http2Connection | null

  private constructor(endpoint: TlsEndpoint, http2: typeof Http2Connection | null) {
    this.#endpoint = endpoint
    this.#http2 = http2
  }

  /**
   * Reads certificates and keys.
   * @throws TypeError for options that are wrong; Error for files that cannot be read or do not fit
   */
  static async open(options: TlsOptions, isHttp2: boolean): Promise<TlsOpener> {
    const endpoint = await TlsEndpoint.open(options)
    if (!isHttp2) return new TlsOpener(endpoint, null)
    const { Http2Connection: http2 } = await import('../http2/http2-connection.ts')
    const { http2Holes } = await import('../http2/http2-holes.ts')
    const holes = http2Holes(process.versions.node)
    if (holes !== undefined) process.emitWarning(holes)
    return new TlsOpener(endpoint, http2)
  }

  /** Reads the files again, or takes other options; when anything is wrong with them, everything stays as it was. */
  reload(options?: TlsOptions): Promise<void> {
    return this.#endpoint.reload(options)
  }

  /** What opens the connections of one listener. */
  opener(context: ConnectionContext): (socket: Socket) => ServedConnection {
    const http2Context = toHttp2(context)
    const protocols = this.#http2 === null ? ['http/1.1'] : ['h2', 'http/1.1']
    const handshakeContext = {
      tls: this.#endpoint,
      protocols,
      clientError: context.clientError,
      report: (error: unknown) => context.gateway.report(error, null),
      secured: (secured: SecuredConnection, handshake: ServedConnection) =>
        context.replaced(handshake, this.#connection(secured, context, http2Context)),
      closed: context.closed,
    }
    return (socket) => new TlsHandshake(socket, handshakeContext)
  }

  #connection(
    secured: SecuredConnection,
    context: ConnectionContext,
    http2Context: Http2Context,
  ): ServedConnection {
    const { socket, info, admits } = secured
    if (this.#http2 !== null && info.alpn === 'h2') return new this.#http2(socket, http2Context, secured)
    return new Connection(socket, context, { extensions: { [TLS]: info }, admits })
  }
}

function toHttp2({ limits, ...context }: ConnectionContext): Http2Context {
  const { keepAliveTimeoutMs, contentTimeoutMs, writeTimeoutMs, drainMs } = limits
  return {
    ...context,
    limits,
    keepAliveMs: keepAliveTimeoutMs,
    readTimeoutMs: contentTimeoutMs,
    writeTimeoutMs,
    drainMs,
  }
}
