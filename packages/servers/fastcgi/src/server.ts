import { resolveGatewayOptions, serveGateway } from '@tsgi/listeners'
import type { ResolvedGatewayOptions, RunningServer } from '@tsgi/listeners'
import type { Application, Service } from '@tsgi/spec'
import { trustedPeers } from '@tsgi/trusted-peers'
import { Connection } from './connection.ts'
import type { FastcgiContext } from './connection.ts'
import { DEFAULT_PORT, LIMITS } from './options.ts'
import type { FastcgiLimits, ServeOptions } from './options.ts'
import { VERSION } from './version.ts'

/** A listening FastCGI server: `url`, `address`, `urls`, `counters` and `close`, as the HTTP server has them. */
export type Server = RunningServer

/**
 * Serves an application, or a service with `start` and `stop`, over FastCGI, as a responder.
 * @returns when it listens
 * @throws TypeError for options that are wrong; an error with a `code` when it cannot listen (`EADDRINUSE`, `EACCES` …;
 *   `ENOTLOOPBACK`: other machines could reach it, and `trustNetwork` is not set); what the service's `start` throws
 */
export async function serve(served: Application | Service, options: ServeOptions = {}): Promise<Server> {
  const { authorizer, isScript, webServers = webServersOf(process.env), ...rest } = options
  if (authorizer !== undefined && typeof authorizer !== 'function')
    throw new TypeError(`authorizer is an application, got ${typeof authorizer}`)
  if (isScript !== undefined && typeof isScript !== 'boolean')
    throw new TypeError(`isScript is a boolean, got ${typeof isScript}`)
  const resolved = resolveGatewayOptions<FastcgiLimits>(rest, LIMITS, DEFAULT_PORT)
  const { listen, limits } = resolved
  const isAllowed = webServers === undefined ? () => true : trustedPeers(webServers)
  let shared: FastcgiContext | null = null
  return serveGateway(served, resolved, {
    name: '@tsgi/fastcgi',
    version: VERSION,
    scheme: 'fastcgi',
    timesMs: Object.entries(limits).map(([name, limit]) => (name.endsWith('Ms') ? limit : 0)),
    connect(socket, remote, context) {
      shared ??= {
        ...context,
        authorizers: authorizer === undefined ? null : { ...context.gateway, application: authorizer },
        isScript: isScript ?? listen.some((address) => address.kind === 'inherited' && address.fd === 0),
        values: valuesOf(resolved),
      }
      const connection = new Connection(socket, remote, shared)
      if (remote !== null && !isAllowed(remote.address)) connection.destroy()
      return connection
    },
  })
}

/** Addresses separated by commas (FastCGI 1.0 §3.2). */
function webServersOf({ FCGI_WEB_SERVER_ADDRS: list }: NodeJS.ProcessEnv): string[] | undefined {
  return list === undefined ? undefined : list.split(',').map((address) => address.trim())
}

/** What GET_VALUES may ask for (FastCGI 1.0 §4.1). Where there is no limit nothing is told. */
function valuesOf({ maxConnections, limits }: ResolvedGatewayOptions<FastcgiLimits>): Map<string, string> {
  const values = new Map([['FCGI_MPXS_CONNS', limits.maxRequests === 1 ? '0' : '1']])
  if (maxConnections > 0) values.set('FCGI_MAX_CONNS', String(maxConnections))
  if (maxConnections > 0 && limits.maxRequests > 0)
    values.set('FCGI_MAX_REQS', String(maxConnections * limits.maxRequests))
  return values
}
