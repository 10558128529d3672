import { createServer } from 'node:net'
import type { Server as Listener, Socket } from 'node:net'
import { createGateway, startService } from '@tsgi/exchange'
import type { Gateway } from '@tsgi/exchange'
import type { Application, ServerInfo, Service } from '@tsgi/spec'
import { Connection } from './connection.ts'
import type { ConnectionContext } from './connection-context.ts'
import { checkedOption, resolveOptions } from './options.ts'
import type { ResolvedOptions, ServeOptions } from './options.ts'
import { ScannerPool } from './scanner-pool.ts'
import { VERSION } from './version.ts'

/** A listening server. */
export interface Server {
  /** Where it listens: `http://127.0.0.1:8000`, or `unix:/path/of.sock`. */
  readonly url: string
  /** Address and port, or the path of the unix socket. */
  readonly address: { readonly address: string; readonly port: number } | string
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
 * Serves an application, or a service with `start` and `stop`, over HTTP/1.1 and 1.0.
 * @returns when it listens
 * @throws TypeError for options that are wrong; Node's error when it cannot listen (`code` `EADDRINUSE`, `EACCES` …);
 *   what the service's `start` throws
 */
export async function serve(served: Application | Service, options: ServeOptions = {}): Promise<Server> {
  const resolved = resolveOptions(options)
  const info: ServerInfo = Object.freeze({
    name: '@tsgi/server',
    version: VERSION,
    spec: '1.0',
    runtime: `node/${process.versions.node}`,
  })
  const { application, stop } = await startService(served, info)
  const gateway = createGateway(application, info, resolved.onError)
  const server = new HttpServer(resolved, gateway, stop)
  try {
    await server.listen()
  } catch (error) {
    // That it cannot listen is what the caller must learn; what stopping throws as well is only reported.
    await stop().catch((stopError: unknown) => gateway.report(stopError, null))
    throw error
  }
  return server
}

class HttpServer implements Server {
  readonly #options: ResolvedOptions
  readonly #gateway: Gateway
  readonly #stop: () => Promise<void>
  readonly #listener: Listener
  readonly #connections = new Set<Connection>()
  #context: ConnectionContext | null = null
  #closing: Promise<void> | null = null
  /** While closing: ends the wait for connections. */
  #whenEmpty: () => void = () => {}
  /** While closing: ends the wait for work. */
  #giveUp: () => void = () => {}

  constructor(options: ResolvedOptions, gateway: Gateway, stop: () => Promise<void>) {
    this.#options = options
    this.#gateway = gateway
    this.#stop = stop
    // Sockets start paused, so that nothing is read before a connection takes them over.
    this.#listener = createServer({ allowHalfOpen: true, noDelay: true, pauseOnConnect: true })
    this.#listener.on('connection', (socket) => this.#accept(socket))
  }

  async listen(): Promise<void> {
    const { host, port, unix, backlog } = this.#options
    await new Promise<void>((resolve, reject) => {
      this.#listener.once('error', reject)
      this.#listener.listen(unix === undefined ? { host, port, backlog } : { path: unix, backlog }, () => {
        this.#listener.off('error', reject)
        resolve()
      })
    })
    // Accepting can fail while the process runs out of descriptors; the listener goes on when there are some again.
    this.#listener.on('error', (error) => this.#gateway.report(error, null))
    this.#context = this.#createContext()
  }

  get address(): { readonly address: string; readonly port: number } | string {
    const address = this.#listener.address()
    if (address === null)
      return this.#options.unix ?? { address: this.#options.host, port: this.#options.port }
    return typeof address === 'string' ? address : { address: address.address, port: address.port }
  }

  get url(): string {
    const { address } = this
    return typeof address === 'string' ? `unix:${address}` : `http://${authorityOf(address)}`
  }

  async close({ graceMs = DEFAULT_GRACE_MS }: CloseOptions = {}): Promise<void> {
    const wait = checkedOption('graceMs', graceMs)
    this.#closing ??= this.#close()
    const timer = setTimeout(() => this.#cutAll(), wait)
    await this.#closing.finally(() => clearTimeout(timer))
  }

  #createContext(): ConnectionContext {
    const { limits, drainBytes, drainMs, onClientError } = this.#options
    const { address } = this
    return {
      gateway: this.#gateway,
      limits,
      scanners: new ScannerPool(limits),
      scheme: 'http',
      authority: typeof address === 'string' ? 'localhost' : authorityOf(address),
      drainBytes,
      drainMs,
      clientError: (error, remote) => {
        try {
          onClientError(error, remote)
        } catch (fault) {
          this.#gateway.report(fault, null)
        }
      },
      closed: (connection) => this.#closed(connection),
    }
  }

  #accept(socket: Socket): void {
    this.#connections.add(new Connection(socket, this.#context!))
  }

  #closed(connection: Connection): void {
    this.#connections.delete(connection)
    if (this.#connections.size === 0) this.#whenEmpty()
  }

  async #close(): Promise<void> {
    const gaveUp = new Promise<void>((resolve) => (this.#giveUp = resolve))
    const unlistened = new Promise<void>((resolve) => this.#listener.close(() => resolve()))
    const emptied = new Promise<void>((resolve) => (this.#whenEmpty = resolve))
    if (this.#connections.size === 0) this.#whenEmpty()
    for (const connection of this.#connections) connection.shutdown()
    await Promise.all([unlistened, emptied])
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

function authorityOf({ address, port }: { address: string; port: number }): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}
