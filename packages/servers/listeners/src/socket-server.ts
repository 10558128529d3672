/*
 * What all servers do with their sockets, whatever is spoken over them: listen, accept, look at each connection now and
 * then, and close in an order in which nobody loses anything.
 */
import { createServer } from 'node:net'
import type { Server as Listener, Socket } from 'node:net'
import type { Gateway } from '@tsgi/exchange'
import type { Address } from '@tsgi/spec'
import type { Counters, ServerCounters } from './counters.ts'
import type { ResolvedListenAddress } from './listening/listen-address.ts'
import { formatAuthority } from './listening/open-listener.ts'
import type { OpenListener } from './listening/open-listener.ts'
import { openListeners } from './listening/open-listeners.ts'
import { acceptDirectly } from './sockets/accept-directly.ts'
import { peerAddress } from './sockets/peer-address.ts'
import type { ServedConnection } from './sockets/served-connection.ts'
import { Watch } from './sockets/watch.ts'

/** How to close. */
export interface CloseOptions {
  /** Milliseconds that running exchanges and `waitUntil` work may still take before they are cut. Default 30000. */
  graceMs?: number
}

/** A server that listens. */
export interface RunningServer {
  /** Where it listens first: `fastcgi://127.0.0.1:9000`, `unix:/path/of.sock`, or `fd:0` for a unix socket handed over. */
  readonly url: string
  /** Address and port, or the path of the unix socket. */
  readonly address: { readonly address: string; readonly port: number } | string
  /** Where it listens, all of it. */
  readonly urls: readonly string[]
  /** What it has done so far, and is doing: a copy. */
  readonly counters: ServerCounters
  /**
   * Stops accepting, lets what runs finish, then closes. Resolves when all is over, the service's `stop` included.
   * Called again, it shortens the time that is left.
   */
  close(options?: CloseOptions): Promise<void>
}

/** A listener that has just begun to listen. */
export interface BoundListener {
  /** Host and port, or `localhost` for a unix socket. */
  readonly authority: string
  /** Whether its peers have addresses. */
  readonly isTcp: boolean
  /** The address it is bound to; `null` for a unix socket. */
  readonly address: string | null
}

/** Takes an accepted socket, which is paused, over at once. */
export type Enter = (socket: Socket, remote: Address | null) => ServedConnection

/** What a server is made of. */
export interface SocketServerParts {
  /** Where to listen. */
  readonly listen: readonly ResolvedListenAddress[]
  /** Connections that may wait to be accepted. */
  readonly backlog: number
  /** Connections at a time; further ones are closed at once. 0: any number. */
  readonly maxConnections: number
  /** What its exchanges share. */
  readonly gateway: Gateway
  /** Counts what happens. */
  readonly counters: Counters
  /** Scheme of its URLs: `fastcgi`. */
  readonly scheme: string
  /** All times that connections will ask the watch for, in milliseconds; 0 is none. */
  readonly timesMs: readonly number[]
  /** Makes the way in through a listener. What it throws ends the start. */
  readonly through: (bound: BoundListener) => Enter
  /** Ends the service. */
  readonly stop: () => Promise<void>
}

const DEFAULT_GRACE_MS = 30_000
/** A timer with more would go off at once. */
const MAX_MS = 2_147_483_647

/**
 * The time that closing may take, checked.
 * @throws TypeError
 */
export function checkedGrace(graceMs: number): number {
  if (Number.isSafeInteger(graceMs) && graceMs >= 0 && graceMs <= MAX_MS) return graceMs
  throw new TypeError(`graceMs is 0 to ${MAX_MS}, got ${JSON.stringify(graceMs)}`)
}

/** Listens, accepts and closes for one server. */
export class SocketServer implements RunningServer {
  /** Tells connections the time. */
  readonly watch: Watch
  readonly #parts: SocketServerParts
  readonly #connections = new Set<ServedConnection>()
  #listeners: readonly OpenListener[] = []
  #closing: Promise<void> | null = null
  /** While closing: ends the wait for connections. */
  #whenEmpty: () => void = () => {}
  /** While closing: ends the wait for work. */
  #giveUp: () => void = () => {}

  constructor(parts: SocketServerParts) {
    this.#parts = parts
    this.watch = new Watch(this.#connections, Math.min(...parts.timesMs.filter((time) => time > 0)))
  }

  get address(): { readonly address: string; readonly port: number } | string {
    return this.#listeners[0]!.address
  }

  get url(): string {
    return this.urls[0]!
  }

  get urls(): readonly string[] {
    const { scheme } = this.#parts
    return this.#listeners.map(({ address, name }) =>
      typeof address === 'string' ? name : `${scheme}://${name}`,
    )
  }

  get counters(): ServerCounters {
    return this.#parts.counters.snapshot()
  }

  /**
   * Listens at all addresses, or at none: then the service is stopped as well.
   * @throws an error with a `code` when it cannot listen (`EADDRINUSE`, `EACCES` …); what `through` throws
   */
  async listen(): Promise<void> {
    const { listen, backlog, gateway, stop } = this.#parts
    try {
      this.#listeners = await openListeners(listen, backlog, () => this.#createListener())
    } catch (error) {
      this.watch.stop()
      this.#cutAll()
      // That it cannot listen is what the caller must learn; what stopping throws as well is only reported.
      await stop().catch((stopError: unknown) => gateway.report(stopError, null))
      throw error
    }
  }

  async close({ graceMs = DEFAULT_GRACE_MS }: CloseOptions = {}): Promise<void> {
    const wait = checkedGrace(graceMs)
    this.#closing ??= this.#close()
    const timer = setTimeout(() => this.#cutAll(), wait)
    await this.#closing.finally(() => clearTimeout(timer))
  }

  /** A connection is gone. */
  closed(connection: ServedConnection): void {
    this.#connections.delete(connection)
    this.#parts.counters.connectionClosed()
    if (this.#connections.size === 0) this.#whenEmpty()
  }

  /** What one has read the beginning of, the other goes on with. */
  passedOn(from: ServedConnection, to: ServedConnection): void {
    this.#connections.delete(from)
    this.#connections.add(to)
  }

  #createListener(): Listener {
    // Sockets start paused, so that nothing is read before a connection takes them over.
    const listener = createServer({ allowHalfOpen: true, noDelay: true, pauseOnConnect: true })
    listener.once('listening', () => {
      const bound = boundListener(listener)
      let enter: Enter
      try {
        enter = this.#parts.through(bound)
      } catch (error) {
        // Whoever waits for it to listen hears of this instead.
        listener.close()
        return void listener.emit('error', error)
      }
      // Connections may come before the other listeners are open.
      acceptDirectly(listener, (socket) => this.#accept(socket, enter, bound.isTcp))
      // Accepting can fail while the process runs out of descriptors; it goes on when there are some again.
      listener.on('error', (error) => this.#parts.gateway.report(error, null))
    })
    return listener
  }

  #accept(socket: Socket, enter: Enter, isTcp: boolean): void {
    const { maxConnections, counters } = this.#parts
    const remote = peerAddress(socket)
    // It has been reset already. Without an address it would pass for the peer of a unix socket.
    if (isTcp && remote === null) return void socket.destroy()
    if (maxConnections > 0 && this.#connections.size >= maxConnections) {
      counters.connectionRefused()
      return void socket.destroy()
    }
    counters.connectionOpened()
    this.#connections.add(enter(socket, remote))
  }

  async #close(): Promise<void> {
    const gaveUp = new Promise<void>((resolve) => (this.#giveUp = resolve))
    const unlistened = Promise.all(this.#listeners.map(({ close }) => close()))
    const emptied = new Promise<void>((resolve) => (this.#whenEmpty = resolve))
    if (this.#connections.size === 0) this.#whenEmpty()
    for (const connection of this.#connections) connection.shutdown()
    await Promise.all([unlistened, emptied])
    this.watch.stop()
    await Promise.race([this.#workDone(), gaveUp])
    await this.#parts.stop()
  }

  /** Work may bring more work. */
  async #workDone(): Promise<void> {
    const { work } = this.#parts.gateway
    while (work.size > 0) await Promise.all(work)
  }

  #cutAll(): void {
    for (const connection of this.#connections) connection.destroy()
    this.#giveUp()
  }
}

function boundListener(listener: Listener): BoundListener {
  const bound = listener.address()
  const isTcp = typeof bound === 'object' && bound !== null
  return isTcp
    ? { authority: formatAuthority(bound), isTcp, address: bound.address }
    : { authority: 'localhost', isTcp, address: null }
}
