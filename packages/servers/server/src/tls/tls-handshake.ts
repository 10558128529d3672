/*
 * From an accepted socket to a secured one, or to none: whatever goes wrong fails this one connection.
 */
import type { SecureContext } from 'node:tls'
import { ProtocolError } from '@tsgi/http1'
import { peerAddress } from '@tsgi/listeners'
import type { ServedConnection } from '@tsgi/listeners'
import type { Address } from '@tsgi/spec'
import type { Arrival, Entrance } from '../arrival.ts'
import type { ConnectionContext } from '../connection-context.ts'
import type { TlsEndpoint } from './tls-endpoint.ts'
import { TLS, tlsInfo } from './tls-info.ts'
import type { TlsSite, TlsSites } from './tls-sites.ts'
import { TlsSocket } from './tls-socket.ts'

/** Where a connection goes on, by what client and server have agreed to speak (RFC 7301). */
export interface SecuredVersions {
  /** HTTP/1.1: what is spoken where the client offers nothing, too. */
  readonly http1: Entrance
  /** HTTP/2; `null`: it is not offered. */
  readonly http2: Entrance | null
}

/** What is spoken where HTTP/2 is not, as ALPN calls it. */
const HTTP1 = ['http/1.1', 'http/1.0']

/** Secures one accepted socket. */
export class TlsHandshake implements ServedConnection {
  readonly #context: ConnectionContext
  readonly #handshakeMs: number
  readonly #versions: SecuredVersions
  /** As they are now: what a reload brings is for others. */
  readonly #sites: TlsSites
  readonly #socket: TlsSocket
  readonly #remote: Address | null
  #deadline: number
  readonly #closed = (): void => this.#context.closed(this)
  readonly #failed = (error: Error): void => this.#fail(error)
  readonly #ended = (): void => this.#fail(new Error('The client ended its side within the handshake'))

  constructor(
    { socket, first, client }: Arrival,
    context: ConnectionContext,
    tls: TlsEndpoint,
    versions: SecuredVersions,
  ) {
    this.#context = context
    this.#versions = versions
    this.#sites = tls.sites
    this.#handshakeMs = tls.handshakeMs
    this.#deadline = context.watch.in(tls.handshakeMs)
    this.#remote = client.remote === undefined ? peerAddress(socket) : client.remote
    const { rule, context: secureContext } = this.#sites.main
    this.#socket = new TlsSocket(
      socket,
      {
        secureContext,
        ALPNProtocols: versions.http2 === null ? HTTP1 : ['h2', ...HTTP1],
        SNICallback: (name, done) => this.#select(name, done),
        requestCert: rule.mode !== 'none',
        rejectUnauthorized: rule.mode === 'require',
      },
      first,
    )
    this.#socket.once('secure', () => this.#secure())
    this.#socket.on('_tlsError', this.#failed)
    this.#socket.on('end', this.#ended)
    this.#socket.on('close', this.#closed)
  }

  /** What it asks may be on its way: it has `drainMs`. Whoever goes on with it is told to shut down at once. */
  shutdown(): void {
    const { watch, limits } = this.#context
    this.#deadline = Math.min(this.#deadline, watch.in(limits.drainMs))
  }

  destroy(): void {
    this.#socket.destroy()
  }

  check(now: number): void {
    if (now >= this.#deadline && !this.#socket.destroyed)
      this.#fail(new Error(`No handshake within ${this.#handshakeMs} ms`))
  }

  #select(name: string, done: (error: Error | null, context?: SecureContext) => void): void {
    if (!this.#sites.finds) return this.#choose(this.#sites.of(name), done)
    this.#sites.find(name).then(
      (site) => this.#choose(site, done),
      (error: unknown) => {
        this.#context.gateway.report(error, null)
        this.destroy()
      },
    )
  }

  #choose({ rule, context }: TlsSite, done: (error: null, context: SecureContext) => void): void {
    this.#socket.askForCertificate(rule.mode !== 'none', rule.mode === 'require')
    done(null, context)
  }

  #secure(): void {
    const socket = this.#socket
    const info = tlsInfo(socket)
    const sites = this.#sites
    if (sites.of(info.serverName).rule.mode === 'require' && !info.authorized) {
      const reason = info.authorizationError ?? 'none was shown'
      return this.#fail(new Error(`No valid client certificate: ${reason}`))
    }
    socket.off('_tlsError', this.#failed)
    socket.off('end', this.#ended)
    socket.off('close', this.#closed)
    const { http1, http2 } = this.#versions
    const client = {
      scheme: 'https',
      remote: this.#remote,
      extensions: { [TLS]: info },
      admits: (authority: string) => sites.admits(info.serverName, authority),
    } as const
    const enter = http2 !== null && info.alpn === 'h2' ? http2 : http1
    this.#context.passedOn(this, enter({ socket, first: null, client }))
  }

  #fail(error: Error): void {
    this.#socket.off('_tlsError', this.#failed)
    this.#context.clientError(new ProtocolError('TLS_HANDSHAKE', error.message), this.#remote)
    this.destroy()
  }
}
