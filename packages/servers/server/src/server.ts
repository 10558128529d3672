import { createServer } from 'node:net'
import type { Server as Listener, Socket } from 'node:net'
import { createGateway, startService } from '@tsgi/exchange'
import type { Gateway } from '@tsgi/exchange'
import { Counters, Watch, formatAuthority, openListeners, peerAddress } from '@tsgi/listeners'
import type { OpenListener, ServedConnection, ServerCounters } from '@tsgi/listeners'
import type { Application, HttpResponse, ServerInfo, Service } from '@tsgi/spec'
import { PLAIN_CLIENT } from './arrival.ts'
import type { Entrance } from './arrival.ts'
import type { ConnectionContext } from './connection-context.ts'
import { openEntrances } from './entrances.ts'
import type { Entrances } from './entrances.ts'
import { checkedGrace, resolveOptions } from './options.ts'
import type { ResolvedOptions, ServeOptions } from './options.ts'
import { ScannerPool } from './scanner-pool.ts'
import type { TlsOptions } from './tls/tls-options.ts'
import { VERSION } from './version.ts'

/** A listening server. */
export interface Server {
  /** Where it listens first: `http://127.0.0.1:8000`, `https://` with TLS, `unix:/path/of.sock`, or `fd:3` for a unix socket handed over. */
  readonly url: string
  /** Address and port, or the path of the unix socket. */
  readonly address: { readonly address: string; readonly port: number } | string
  /** Where it listens, all of it. */
  readonly urls: readonly string[]
  /** What it has done so far, and is doing: a copy. */
  readonly counters: ServerCounters
  /**
   * Reads the files of certificates and keys again, or takes other options: for new connections; open ones keep what
   * they have. When anything is wrong everything stays as it was.
   * @throws TypeError without `tls`, and for options that are wrong; Error for files that cannot be read or do not fit
   */
  reloadCertificates(options?: TlsOptions): Promise<void>
  /**
   * Stops accepting, lets what runs finish, then closes. Resolves when all is over, the service's `stop` included.
   * Called again, it shortens the time that is left.
   */
  close(options?: CloseOptions): Promise<void>
}

/** How to close. */
export interface CloseOptions {
  /** Milliseconds that running exchanges and `waitUntil` work may still take before they are cut. Default 30000. */
  graceMs?: number
}

const DEFAULT_GRACE_MS = 30_000

/**
 * Serves an application, or a service with `start` and `stop`, over HTTP/1.1 and 1.0, with TLS and HTTP/2 if wanted.
 * @returns when it listens
 * @throws TypeError for options that are wrong; an error with a `code` when it cannot listen (`EADDRINUSE`, `EACCES` …);
 *   what the service's `start` throws
 */
export async function serve(served: Application | Service, options: ServeOptions = {}): Promise<Server> {
  const resolved = resolveOptions(options)
  const entrances = await openEntrances(resolved)
  const info: ServerInfo = Object.freeze({
    name: '@tsgi/server',
    version: VERSION,
    spec: '1.0',
    runtime: `node/${process.versions.node}`,
  })
  const { application, stop } = await startService(served, info)
  const counters = new Counters()
  const gateway = createGateway(application, info, (error, request) => {
    counters.fault()
    resolved.onError(error, request)
  })
  const server = new HttpServer({ options: resolved, entrances, gateway, counters, stop })
  try {
    await server.listen()
  } catch (error) {
    server.abandon()
    // That it cannot listen is what the caller must learn; what stopping throws as well is only reported.
    await stop().catch((stopError: unknown) => gateway.report(stopError, null))
    throw error
  }
  return server
}

/** What a server is made of. */
interface Parts {
  readonly options: ResolvedOptions
  readonly entrances: Entrances
  readonly gateway: Gateway
  readonly counters: Counters
  /** Ends the service. */
  readonly stop: () => Promise<void>
}

class HttpServer implements Server {
  readonly #options: ResolvedOptions
  readonly #entrances: Entrances
  readonly #gateway: Gateway
  readonly #stop: () => Promise<void>
  readonly #connections = new Set<ServedConnection>()
  readonly #watch: Watch
  readonly #counters: Counters
  #listeners: readonly OpenListener[] = []
  #closing: Promise<void> | null = null
  /** While closing: ends the wait for connections. */
  #whenEmpty: () => void = () => {}
  /** While closing: ends the wait for work. */
  #giveUp: () => void = () => {}

  constructor({ options, entrances, gateway, counters, stop }: Parts) {
    this.#options = options
    this.#entrances = entrances
    this.#gateway = gateway
    this.#counters = counters
    this.#stop = stop
    this.#watch = new Watch(this.#connections, shortestTime(options, entrances))
  }

  async listen(): Promise<void> {
    const { listen, backlog } = this.#options
    this.#listeners = await openListeners(listen, backlog, () => this.#createListener())
  }

  get address(): { readonly address: string; readonly port: number } | string {
    return this.#listeners[0]!.address
  }

  get url(): string {
    return this.urls[0]!
  }

  get counters(): ServerCounters {
    return this.#counters.snapshot()
  }

  get urls(): readonly string[] {
    const scheme = this.#entrances.tls === null ? 'http' : 'https'
    return this.#listeners.map(({ address, name }) =>
      typeof address === 'string' ? name : `${scheme}://${name}`,
    )
  }

  async reloadCertificates(options?: TlsOptions): Promise<void> {
    const { tls } = this.#entrances
    if (tls === null) throw new TypeError('There are no certificates to reload: it serves without tls')
    await tls.reload(options)
  }

  async close({ graceMs = DEFAULT_GRACE_MS }: CloseOptions = {}): Promise<void> {
    const wait = checkedGrace(graceMs)
    this.#closing ??= this.#close()
    const timer = setTimeout(() => this.#cutAll(), wait)
    await this.#closing.finally(() => clearTimeout(timer))
  }

  /** Lets go of everything after listening failed. */
  abandon(): void {
    this.#watch.stop()
    this.#cutAll()
  }

  #createListener(): Listener {
    // Sockets start paused, so that nothing is read before a connection takes them over.
    const listener = createServer({ allowHalfOpen: true, noDelay: true, pauseOnConnect: true })
    listener.once('listening', () => {
      const bound = listener.address()
      const isTcp = typeof bound === 'object' && bound !== null
      const context = this.#createContext(isTcp ? formatAuthority(bound) : 'localhost')
      const enter = this.#entrances.through(context, isTcp)
      // Connections may come before the other listeners are open.
      listener.on('connection', (socket) => this.#accept(socket, enter, isTcp))
      // Accepting can fail while the process runs out of descriptors; it goes on when there are some again.
      listener.on('error', (error) => this.#gateway.report(error, null))
    })
    return listener
  }

  #createContext(authority: string): ConnectionContext {
    const { limits, onClientError } = this.#options
    return {
      gateway: this.#gateway,
      busyGateway: { ...this.#gateway, application: () => BUSY },
      counters: this.#counters,
      limits,
      watch: this.#watch,
      scanners: new ScannerPool(limits),
      authority,
      clientError: (error, remote) => {
        this.#counters.protocolError(error.code)
        try {
          onClientError(error, remote)
        } catch (fault) {
          this.#gateway.report(fault, null)
        }
      },
      passedOn: (from, to) => {
        this.#connections.delete(from)
        this.#connections.add(to)
        if (this.#closing !== null) to.shutdown()
      },
      closed: (connection) => this.#closed(connection),
    }
  }

  #accept(socket: Socket, enter: Entrance, isTcp: boolean): void {
    const remote = peerAddress(socket)
    // It has been reset already. Without an address it would pass for the peer of a unix socket.
    if (isTcp && remote === null) return void socket.destroy()
    const { maxConnections } = this.#options.limits
    if (maxConnections > 0 && this.#connections.size >= maxConnections) {
      this.#counters.connectionRefused()
      return void socket.destroy()
    }
    this.#counters.connectionOpened()
    this.#connections.add(enter({ socket, first: null, client: { ...PLAIN_CLIENT, remote } }))
  }

  #closed(connection: ServedConnection): void {
    this.#connections.delete(connection)
    this.#counters.connectionClosed()
    if (this.#connections.size === 0) this.#whenEmpty()
  }

  async #close(): Promise<void> {
    const gaveUp = new Promise<void>((resolve) => (this.#giveUp = resolve))
    const unlistened = Promise.all(this.#listeners.map(({ close }) => close()))
    const emptied = new Promise<void>((resolve) => (this.#whenEmpty = resolve))
    if (this.#connections.size === 0) this.#whenEmpty()
    for (const connection of this.#connections) connection.shutdown()
    await Promise.all([unlistened, emptied])
    this.#watch.stop()
    await Promise.race([this.#workDone(), gaveUp])
    await this.#stop()
  }

  /** Work may bring more work. */
  async #workDone(): Promise<void> {
    const { work } = this.#gateway
    while (work.size > 0) await Promise.all(work)
  }

  #cutAll(): void {
    for (const connection of this.#connections) connection.destroy()
    this.#giveUp()
  }
}

/** What clients get while the application has too much to do. */
const BUSY: HttpResponse = Object.freeze({ status: 503, headers: { 'retry-after': '1' }, body: null })

/** Floods over HTTP/2 are to be noticed before they have filled memory, in 200 ms. */
const HTTP2_MS = 800

function shortestTime({ http2, limits }: ResolvedOptions, { tls }: Entrances): number {
  const times = [
    limits.headTimeoutMs,
    limits.keepAliveTimeoutMs,
    limits.contentTimeoutMs,
    limits.requestTimeoutMs,
    limits.writeTimeoutMs,
    limits.drainMs,
    tls?.handshakeMs ?? 0,
    http2 ? HTTP2_MS : 0,
  ]
  return Math.min(...times.filter((time) => time > 0))
}
