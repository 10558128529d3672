import type { Socket } from 'node:net'
import { ProtocolError } from '@tsgi/http1'
import { adoptSocket, peerAddress, releaseSocket } from '@tsgi/listeners'
import type { ServedConnection } from '@tsgi/listeners'
import { ProxyProtocolError, proxyHeaderReader } from '@tsgi/proxy-protocol'
import type { ProxyHeader, ProxyHeaderReader } from '@tsgi/proxy-protocol'
import type { Address } from '@tsgi/spec'
import type { Arrival, Client, Entrance } from '../arrival.ts'
import type { ConnectionContext } from '../connection-context.ts'

/** From whom headers are taken, and where connections go on behind them. */
export interface ProxyRule {
  /** Whether a peer may speak for others; `null` is the peer of a unix socket. */
  readonly isTrusted: (peer: string | null) => boolean
  /** Whether the listener's peers have addresses: one that has lost its own is not one of a unix socket. */
  readonly isTcp: boolean
  readonly enter: Entrance
}

/**
 * A connection until its PROXY header is complete. The header is required of peers that are trusted; others, and
 * whatever is no header, are closed without an answer (NT10). It has `headTimeoutMs` (NT8), and comes once (NT9).
 */
export class ProxyOpening implements ServedConnection {
  readonly #context: ConnectionContext
  readonly #enter: Entrance
  readonly #client: Client
  /** The proxy. */
  readonly #peer: Address | null
  readonly #socket: Socket
  #deadline: number
  readonly #reader: ProxyHeaderReader = proxyHeaderReader()

  constructor({ socket, client }: Arrival, context: ConnectionContext, rule: ProxyRule) {
    this.#context = context
    this.#enter = rule.enter
    this.#client = client
    this.#peer = peerAddress(socket)
    this.#deadline = context.watch.in(context.limits.headTimeoutMs)
    this.#socket = adoptSocket(socket, (bytes, length) => this.#receive(bytes, length))
    this.#socket.on('error', () => {})
    // A check whether the port is open, or a header that will not be complete.
    this.#socket.on('end', () => this.destroy())
    this.#socket.on('close', () => context.closed(this))
    if (!rule.isTrusted(rule.isTcp ? (this.#peer?.address ?? '') : null))
      this.#refuse('PROXY_UNTRUSTED', 'Connections come from trusted proxies only')
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
    if (now >= this.#deadline) this.#refuse('PROXY_TIMEOUT', 'The PROXY header took too long')
  }

  #receive(bytes: Uint8Array, length: number): void {
    if (this.#socket.destroyed) return
    let end: number
    try {
      end = this.#reader.read(bytes, 0, length)
    } catch (error) {
      if (!(error instanceof ProxyProtocolError)) throw error
      return this.#refuse(error.code, error.message)
    }
    if (end === -1) return
    const first = end < length ? new Uint8Array(bytes.subarray(end, length)) : null
    const client = this.#told(this.#reader.header!)
    this.#context.passedOn(this, this.#enter({ socket: releaseSocket(this.#socket), first, client }))
  }

  /** The scheme as well is that of the client's own connection (NT13). */
  #told({ source, tls }: ProxyHeader): Client {
    return {
      ...this.#client,
      scheme: tls === true ? 'https' : this.#client.scheme,
      remote: source === null ? this.#peer : Object.freeze({ address: source.address, port: source.port }),
    }
  }

  #refuse(code: string, message: string): void {
    if (this.#socket.destroyed) return
    this.#context.clientError(new ProtocolError(code, message), this.#peer)
    this.destroy()
  }
}
