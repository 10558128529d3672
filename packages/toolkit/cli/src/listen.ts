import { type Server, serve } from '@tsgi/server'
import type { Service } from '@tsgi/spec'
import { CommandError } from './command-error.ts'
import { exitCodes } from './exit-codes.ts'
import type { Faults } from './faults.ts'
import { memberOf } from './member.ts'
import type { ServeOptions } from './options.ts'
import { messageOf } from './thrown.ts'

/**
 * Starts the service and listens.
 * @throws CommandError when it cannot listen; whatever the service's `start` throws
 */
export async function listen(service: Service, options: ServeOptions, faults: Faults): Promise<Server> {
  const { host, port, unix } = options
  const where = unix === undefined ? { host, port } : { unix }
  try {
    return await serve(service, { ...where, onError: faults.fault })
  } catch (cause) {
    if (typeof memberOf(cause, 'syscall') !== 'string') throw cause
    const message = `cannot listen on ${addressOf(options)}: ${faultOf(cause, options)}`
    throw new CommandError(exitCodes.cannotListen, message, { cause })
  }
}

function addressOf({ host, port, unix }: ServeOptions): string {
  if (unix !== undefined) return unix
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

const portFaults: ReadonlyMap<unknown, string> = new Map([
  ['EADDRINUSE', 'the port is in use (--port 0 takes any free one)'],
  ['EADDRNOTAVAIL', 'this machine has no such address'],
  ['EACCES', 'permission denied'],
  ['ENOTFOUND', 'no such host'],
])

const socketFaults: ReadonlyMap<unknown, string> = new Map([
  ['EADDRINUSE', 'a server listens there'],
  ['EEXIST', 'there is a file that is no socket'],
  ['ENOENT', 'no such directory'],
  ['EACCES', 'permission denied'],
])

function faultOf(error: unknown, { unix }: ServeOptions): string {
  const faults = unix === undefined ? portFaults : socketFaults
  return faults.get(memberOf(error, 'code')) ?? messageOf(error)
}
