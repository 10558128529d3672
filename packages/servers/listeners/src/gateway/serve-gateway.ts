import type { Socket } from 'node:net'
import { createGateway, startService } from '@tsgi/exchange'
import type { Gateway } from '@tsgi/exchange'
import type { Address, Application, ServerInfo, Service } from '@tsgi/spec'
import { Counters } from '../counters.ts'
import { SocketServer } from '../socket-server.ts'
import type { RunningServer } from '../socket-server.ts'
import type { ServedConnection } from '../sockets/served-connection.ts'
import type { Watch } from '../sockets/watch.ts'
import { expectTrusted } from './exposure.ts'
import type { ResolvedGatewayOptions } from './gateway-options.ts'

/** What a gateway is, and how it serves a connection. */
export interface GatewayProtocol<Limits> {
  /** Name of the package: `@tsgi/fastcgi`. */
  readonly name: string
  /** Version of the package. */
  readonly version: string
  /** Scheme of its URLs: `fastcgi`. */
  readonly scheme: string
  /** All times that its connections ask the watch for, in milliseconds; 0 is none. */
  readonly timesMs: readonly number[]
  /** Serves an accepted socket, which is paused: {@link adoptSocket} it. */
  readonly connect: (
    socket: Socket,
    remote: Address | null,
    context: GatewayContext<Limits>,
  ) => ServedConnection
}

/** What all connections of a gateway share. */
export interface GatewayContext<Limits> {
  /** The application, and whom to tell of its faults: for `runExchange`. */
  readonly gateway: Gateway
  /** The gateway's limits. */
  readonly limits: Limits
  /** Counts what happens. */
  readonly counters: Counters
  /** Tells the time, and calls `check` of each connection. */
  readonly watch: Watch
  /** Told of what came over a connection and was refused. Never throws. */
  readonly clientError: (error: Error & { readonly code: string }, remote: Address | null) => void
  /** Told once, when a connection is gone. */
  readonly closed: (connection: ServedConnection) => void
}

/**
 * Serves an application, or a service with `start` and `stop`, over a gateway protocol.
 * @returns when it listens
 * @throws an error with a `code` when it cannot listen (`EADDRINUSE`, `EACCES` …; `ENOTLOOPBACK`: other machines could
 *   reach it, and `trustNetwork` is not set); what the service's `start` throws
 */
export async function serveGateway<Limits>(
  served: Application | Service,
  options: ResolvedGatewayOptions<Limits>,
  protocol: GatewayProtocol<Limits>,
): Promise<RunningServer> {
  const { listen, backlog, maxConnections, trustNetwork, limits, onError, onClientError } = options
  const info: ServerInfo = Object.freeze({
    name: protocol.name,
    version: protocol.version,
    spec: '1.0',
    runtime: `node/${process.versions.node}`,
  })
  const { application, stop } = await startService(served, info)
  const counters = new Counters()
  const gateway = createGateway(application, info, (error, request) => {
    counters.fault()
    onError(error, request)
  })
  const { scheme, timesMs } = protocol
  const server: SocketServer = new SocketServer({
    ...{ listen, backlog, maxConnections, gateway, counters, scheme, timesMs, stop },
    through(bound) {
      expectTrusted(bound, trustNetwork, protocol.name)
      return (socket, remote) => protocol.connect(socket, remote, context)
    },
  })
  const context: GatewayContext<Limits> = {
    gateway,
    limits,
    counters,
    watch: server.watch,
    clientError(error, remote) {
      counters.protocolError(error.code)
      try {
        onClientError(error, remote)
      } catch (fault) {
        gateway.report(fault, null)
      }
    },
    closed: (connection) => server.closed(connection),
  }
  await server.listen()
  return server
}
