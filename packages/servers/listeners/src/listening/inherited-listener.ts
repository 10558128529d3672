import { fstatSync } from 'node:fs'
import type { Server } from 'node:net'
import type { ResolvedListenAddress } from './listen-address.ts'
import { ListenError } from './listen-error.ts'
import { startListening, stopListening, tcpListener } from './open-listener.ts'
import type { OpenListener } from './open-listener.ts'

type InheritedAddress = Extract<ResolvedListenAddress, { kind: 'inherited' }>

/**
 * Listens with a socket that another process has bound. The file of a unix socket is that process's and stays.
 * @throws ListenError when the descriptor is not open or not a listening socket
 */
export async function openInherited(
  listener: Server,
  { fd }: InheritedAddress,
  backlog: number,
): Promise<OpenListener> {
  const name = `fd:${fd}`
  if (!isSocket(fd)) throw new ListenError('ENOTSOCK', `Descriptor ${fd} is not a socket`)
  try {
    await startListening(listener, { fd, backlog })
  } catch (cause) {
    throw cause instanceof ListenError ? cause : notListening(fd, cause)
  }
  return tcpListener(listener) ?? { address: name, name, close: () => stopListening(listener) }
}

function isSocket(fd: number): boolean {
  try {
    return fstatSync(fd).isSocket()
  } catch (cause) {
    throw new ListenError('EBADF', `Descriptor ${fd} is not open: nothing was inherited there`, { cause })
  }
}

function notListening(fd: number, cause: unknown): ListenError {
  const { code } = cause as NodeJS.ErrnoException
  if (code === 'EEXIST')
    return new ListenError('EEXIST', `Descriptor ${fd} is in use in this process`, { cause })
  return new ListenError('EINVAL', `Descriptor ${fd} is not a listening stream socket`, { cause })
}
