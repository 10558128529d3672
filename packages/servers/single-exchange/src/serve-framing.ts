import { resolveGatewayOptions, serveGateway } from '@tsgi/listeners'
import type { GatewayOptions, RunningServer } from '@tsgi/listeners'
import type { Application, Service } from '@tsgi/spec'
import { Connection } from './connection.ts'
import type { Framing } from './framing.ts'
import { LIMITS } from './limits.ts'
import type { SingleExchangeLimits } from './limits.ts'

/** Where to listen, what to allow, whom to tell. */
export interface SingleExchangeOptions extends GatewayOptions, Partial<SingleExchangeLimits> {}

/** A protocol, and the package that speaks it. */
export interface SingleExchangeProtocol {
  /** Name of the package, which applications see: `@tsgi/scgi`. */
  readonly name: string
  /** Its version. */
  readonly version: string
  /** Scheme of the URLs of its servers: `scgi`. */
  readonly scheme: string
  /** Port to listen on when nothing else is said. */
  readonly defaultPort: number
  /** How requests and responses are put on a connection. */
  readonly framing: Framing
}

/**
 * Serves an application, or a service with `start` and `stop`, over a protocol in which a connection carries one exchange.
 * @returns when it listens
 * @throws TypeError for options that are wrong; an error with a `code` when it cannot listen (`EADDRINUSE`, `EACCES` …;
 *   `ENOTLOOPBACK`); what the service's `start` throws
 */
export async function serveFraming(
  served: Application | Service,
  options: SingleExchangeOptions,
  { name, version, scheme, defaultPort, framing }: SingleExchangeProtocol,
): Promise<RunningServer> {
  const resolved = resolveGatewayOptions(options, LIMITS, defaultPort)
  const { limits } = resolved
  return serveGateway(served, resolved, {
    ...{ name, version, scheme },
    timesMs: [
      limits.headTimeoutMs,
      limits.contentTimeoutMs,
      limits.requestTimeoutMs,
      limits.writeTimeoutMs,
      limits.drainMs,
    ],
    connect: (socket, remote, context) => new Connection(socket, remote, framing, context),
  })
}
