import { type ListenAddress, type Server, serve } from '@tsgi/server'
import type { Service } from '@tsgi/spec'
import { CommandError } from './command-error.ts'
import { exitCodes } from './exit-codes.ts'
import type { Faults } from './faults.ts'
import { importPackage } from './loading/import-package.ts'
import { memberOf } from './member.ts'
import type { Settings } from './options/settings.ts'
import { messageOf } from './thrown.ts'

/** What servers of all protocols have. */
export type AnyServer = Pick<Server, 'urls' | 'counters' | 'close'>

/**
 * Starts the service and listens, in the protocol of the settings.
 * @throws CommandError when it cannot listen, or an option of `serve()` is wrong; whatever the service's `start` throws
 */
export async function listen(
  service: Service,
  settings: Settings,
  addresses: readonly ListenAddress[],
  faults: Faults,
): Promise<AnyServer> {
  try {
    return await protocols[settings.protocol](service, settings, {
      ...settings.server,
      listen: addresses,
      onError: faults.fault,
    })
  } catch (cause) {
    throw explain(cause, addresses)
  }
}

interface ServeOptions {
  readonly listen: readonly ListenAddress[]
  readonly onError: Faults['fault']
}

type Serve = (service: Service, settings: Settings, options: ServeOptions) => Promise<AnyServer>

const protocols: Readonly<Record<Settings['protocol'], Serve>> = {
  http: (service, { tlsCert, tlsKey, http2 }, options) =>
    serve(service, {
      ...options,
      ...(tlsCert !== undefined && tlsKey !== undefined && { tls: { cert: tlsCert, key: tlsKey } }),
      ...(http2 !== undefined && { http2 }),
    }),
  fastcgi: gateway('@tsgi/fastcgi'),
  scgi: gateway('@tsgi/scgi'),
  uwsgi: gateway('@tsgi/uwsgi'),
}

function gateway(name: '@tsgi/fastcgi' | '@tsgi/scgi' | '@tsgi/uwsgi'): Serve {
  return async (service, { protocol, trustNetwork }, options) => {
    const { serve: serveGateway } = await importPackage(name, `--protocol ${protocol} is wanted`)
    return serveGateway(service, { ...options, trustNetwork })
  }
}

function explain(cause: unknown, addresses: readonly ListenAddress[]): unknown {
  if (cause instanceof CommandError) return cause
  const code = memberOf(cause, 'code')
  if (code === 'ENOTLOOPBACK') {
    return new CommandError(
      exitCodes.cannotListen,
      'other machines can reach that address, and whoever connects is believed everything; listen on 127.0.0.1 or a ' +
        'unix socket, or add --trust-network where a firewall keeps strangers away',
      { cause },
    )
  }
  if (
    typeof memberOf(cause, 'syscall') === 'string' &&
    ['listen', 'bind'].includes(String(memberOf(cause, 'syscall')))
  ) {
    return new CommandError(
      exitCodes.cannotListen,
      `cannot listen on ${addresses.map(textOf).join(', ')}: ${messageOf(cause)}`,
      { cause },
    )
  }
  if (isOfOptions(cause)) {
    return new CommandError(
      exitCodes.configuration,
      `the options of serve() are wrong: ${messageOf(cause)}`,
      { cause },
    )
  }
  return cause
}

function textOf(address: ListenAddress): string {
  if ('unix' in address) return address.unix
  return 'fd' in address ? `fd:${address.fd}` : `${address.host ?? ''}:${address.port ?? ''}`
}

/** Options are refused with a TypeError, files of certificates with what the system or OpenSSL says. */
function isOfOptions(cause: unknown): boolean {
  return cause instanceof TypeError || typeof memberOf(cause, 'code') === 'string'
}
