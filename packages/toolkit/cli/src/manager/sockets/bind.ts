/*
 * Theory of operation
 *
 * The manager owns the listening sockets, and workers accept from them. A `net.Server` would do both: it cannot listen
 * without accepting, and connections that the manager accepted would have to pass through it. So the manager only binds,
 * and workers, to which the descriptor is handed when they start, listen. The first that does opens the port, which
 * therefore refuses connections until something can answer them; from then on the socket stays open as long as the
 * manager has it, and while workers are missing connections wait in its queue.
 *
 * Node has no public function that binds and does not listen. What its own `cluster` uses is `net._createServerHandle`,
 * there since version 0.9; the tests of this file run on every version that is supported. It is used here alone.
 */
import { lookup } from 'node:dns/promises'
import * as net from 'node:net'
import { getSystemErrorName } from 'node:util'
import { memberOf } from '../../member.ts'

/** A bound socket of this process. */
export interface BoundHandle {
  readonly fd: number
  /** Closes it. */
  close(): void
}

/** What Node's own handles have as well. */
interface NodeHandle extends BoundHandle {
  getsockname?(out: { address?: string; port?: number }): number
}

type CreateServerHandle = (
  address: string,
  port: number,
  family: 4 | 6 | -1,
  fd: number,
  flags: number,
) => NodeHandle | number

/** The system would not bind. Has the shape of Node's own errors. */
export class BindError extends Error {
  override readonly name = 'BindError'
  /** A code of the system, such as `EADDRINUSE`. */
  readonly code: string
  readonly syscall = 'bind'

  constructor(code: string, options?: ErrorOptions) {
    super(code, options)
    this.code = code
  }
}

const IPV6_ONLY = 1

/**
 * Binds a TCP port. Port 0 becomes any free one.
 * @throws BindError; Node's error when the name of the host cannot be found
 */
export async function bindTcp(host: string, port: number, ipv6Only = false): Promise<BoundHandle> {
  const { address, family } = await lookup(host)
  try {
    return bind(address, port, family === 6 ? 6 : 4, ipv6Only ? IPV6_ONLY : 0)
  } catch (error) {
    // As Node has it: all addresses are those of IPv4 alone where the machine has no IPv6.
    if (host !== '::' || ipv6Only || !noIPv6.includes(memberOf(error, 'code'))) throw error
    return bind('0.0.0.0', port, 4, 0)
  }
}

const noIPv6: readonly unknown[] = ['EINVAL', 'EAFNOSUPPORT', 'EADDRNOTAVAIL']

/**
 * Binds a unix socket.
 * @throws BindError
 */
export function bindPath(path: string): BoundHandle {
  return bind(path, -1, -1, 0)
}

function bind(address: string, port: number, family: 4 | 6 | -1, flags: number): BoundHandle {
  const create: unknown = memberOf(net, '_createServerHandle')
  if (typeof create !== 'function') throw new Error(`node ${process.version} cannot bind without listening`)

  const handle = (create as CreateServerHandle)(address, port, family, -1, flags)
  if (typeof handle === 'number') throw new BindError(getSystemErrorName(handle))
  // libuv keeps EADDRINUSE back until somebody asks.
  const status = handle.getsockname?.({}) ?? 0
  if (status === 0) return handle
  handle.close()
  throw new BindError(getSystemErrorName(status))
}
