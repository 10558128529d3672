import type { Server } from 'node:net'
import { openInherited } from './inherited-listener.ts'
import type { ResolvedListenAddress } from './listen-address.ts'
import type { OpenListener } from './open-listener.ts'
import { openTcp } from './tcp-listener.ts'
import { openUnix } from './unix-listener.ts'

/**
 * Listens at all addresses, or at none.
 * @param backlog connections that may wait to be accepted
 * @param createListener makes the listener for one address, handlers attached
 * @throws the first error, a ListenError or one of Node's with a `code`. No listener listens then; connections that one
 *   has accepted meanwhile belong to its handler
 */
export async function openListeners(
  addresses: readonly ResolvedListenAddress[],
  backlog: number,
  createListener: () => Server,
): Promise<OpenListener[]> {
  const opened: OpenListener[] = []
  try {
    for (const address of addresses) opened.push(await open(createListener(), address, backlog))
  } catch (error) {
    // Not awaited: it would take as long as those connections.
    for (const listener of opened) void listener.close()
    throw error
  }
  return opened
}

function open(listener: Server, address: ResolvedListenAddress, backlog: number): Promise<OpenListener> {
  switch (address.kind) {
    case 'tcp':
      return openTcp(listener, address, backlog)
    case 'unix':
      return openUnix(listener, address, backlog)
    case 'inherited':
      return openInherited(listener, address, backlog)
  }
}
