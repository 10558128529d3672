/*
 * From an accepted socket to a secured one, or to none: whatever goes wrong fails this one connection.
 */
import type { Socket } from 'node:net'
import type { SecureContext } from 'node:tls'
import { ProtocolError } from '@tsgi/http1'
import type { Address } from '@tsgi/spec'
import { peerAddress } from '../peer-address.ts'
import type { ServedConnection } from '../served-connection.ts'
import type { TlsEndpoint } from './tls-endpoint.ts'
import { tlsInfo } from './tls-info.ts'
import type { TlsInfo } from './tls-info.ts'
import type { TlsSite, TlsSites } from './tls-sites.ts'
import { TlsSocket } from './tls-socket.ts'

/** A connection whose handshake is complete. */
export interface SecuredConnection {
  /** Reads and writes what is inside; to be taken over at once. */
  readonly socket: TlsSocket
  /** What applications learn. */
  readonly info: TlsInfo
  /** Whether a request for an authority may come over it: otherwise it gets 421 (Misdirected Request). */
  readonly admits: (authority: string) => boolean
}

/** What a handshake needs of its server. */
export interface HandshakeContext {
  readonly tls: TlsEndpoint
  /** Protocols to speak inside, the preferred one first. */
  readonly protocols: readonly string[]
  /** Told of what clients do wrong. */
  readonly clientError: (error: ProtocolError, remote: Address | null) => void
  /** Told of what goes wrong in finding certificates. */
  readonly report: (error: unknown) => void
  /** The handshake is complete: this connection is now that one. */
  readonly secured: (secured: SecuredConnection, handshake: ServedConnection) => void
  /** Told once, when it failed and the connection is gone. */
  readonly closed: (handshake: ServedConnection) => void
}

/** Secures one accepted socket. */
export class TlsHandshake implements ServedConnection {
  readonly #context: HandshakeContext
  /** As they are now: what a reload brings is for others. */
  readonly #sites: TlsSites
  readonly #socket: TlsSocket
  readonly #remote: Address | null
  readonly #timer: NodeJS.Timeout
  readonly #closed = (): void => this.#context.closed(this)
  readonly #failed = (error: Error): void => this.#fail(error)

  /**
   * @param accepted a paused socket
   * @param first what was already read from it
   */
  constructor(accepted: Socket, context: HandshakeContext, first: Uint8Array | null = null) {
    const { tls, protocols } = context
    this.#context = context
    this.#sites = tls.sites
    this.#remote = peerAddress(accepted)
    const { rule, context: secureContext } = this.#sites.main
    this.#socket = new TlsSocket(
      accepted,
      {
        secureContext,
        ALPNProtocols: [...protocols],
        SNICallback: (name, done) => this.#select(name, done),
        requestCert: rule.mode !== 'none',
        rejectUnauthorized: rule.mode === 'require',
      },
      first,
    )
    this.#timer = setTimeout(() => this.#expired(), tls.handshakeMs)
    this.#socket.once('secure', () => this.#secure())
    this.#socket.on('_tlsError', this.#failed)
    this.#socket.on('close', this.#closed)
  }

  /** Nothing was asked yet. */
  shutdown(): void {
    this.destroy()
  }

  destroy(): void {
    clearTimeout(this.#timer)
    this.#socket.destroy()
  }

  #select(name: string, done: (error: Error | null, context?: SecureContext) => void): void {
    if (!this.#sites.finds) return this.#choose(this.#sites.of(name), done)
    this.#sites.find(name).then(
      (site) => this.#choose(site, done),
      (error: unknown) => {
        this.#context.report(error)
        this.destroy()
      },
    )
  }

  #choose({ rule, context }: TlsSite, done: (error: null, context: SecureContext) => void): void {
    this.#socket.askForCertificate(rule.mode !== 'none', rule.mode === 'require')
    done(null, context)
  }

  #secure(): void {
    clearTimeout(this.#timer)
    const socket = this.#socket
    const info = tlsInfo(socket)
    const sites = this.#sites
    if (sites.of(info.serverName).rule.mode === 'require' && !info.authorized) {
      const reason = info.authorizationError ?? 'none was shown'
      return this.#fail(new Error(`No valid client certificate: ${reason}`))
    }
    socket.off('_tlsError', this.#failed)
    socket.off('close', this.#closed)
    const admits = (authority: string): boolean => sites.admits(info.serverName, authority)
    this.#context.secured({ socket, info, admits }, this)
  }

  #expired(): void {
    this.#fail(new Error(`No handshake within ${this.#context.tls.handshakeMs} ms`))
  }

  #fail(error: Error): void {
    this.#socket.off('_tlsError', this.#failed)
    this.#context.clientError(new ProtocolError('TLS_HANDSHAKE', error.message), this.#remote)
    this.destroy()
  }
}
