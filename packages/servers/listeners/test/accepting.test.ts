import { channel } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import { join } from 'node:path'
import { tmpdir } from 'node:os'
import { buffer } from 'node:stream/consumers'
import { expect, it, onTestFinished } from 'vitest'
import { acceptDirectly } from '../src/sockets/accept-directly.ts'
import { adoptSocket } from '../src/sockets/adopt-socket.ts'
import { peerAddress } from '../src/sockets/peer-address.ts'

const UNIX = { path: join(tmpdir(), `accepting-${process.pid}.sock`) }
const TCP = { host: '127.0.0.1', port: 0 }

async function listening(where: typeof UNIX | typeof TCP): Promise<Server> {
  const listener = createServer({ allowHalfOpen: true, noDelay: true, pauseOnConnect: true })
  onTestFinished(() => void listener.close())
  listener.listen(where)
  await once(listener, 'listening')
  return listener
}

/** Connects, says something, and waits for all that comes back. */
async function ask(listener: Server): Promise<string> {
  const address = listener.address() as AddressInfo | string
  const socket = typeof address === 'string' ? connect(address) : connect(address.port, address.address)
  socket.end('hello')
  return (await buffer(socket)).toString()
}

/** Answers each connection with what it says, upside down. */
function answer(accepted: Socket): void {
  const socket = adoptSocket(accepted, (bytes, length) => {
    socket.end(bytes.slice(0, length).toReversed())
  })
}

/** Whether the listener makes no sockets of its own. */
function isDirect(accepted: Socket): boolean {
  return !('_handle' in accepted)
}

it.each([
  ['TCP', TCP],
  ['a unix socket', UNIX],
])('takes connections from the handle of the listener: %s', async (_kind, where) => {
  const listener = await listening(where)
  const direct: boolean[] = []
  const known: boolean[] = []
  acceptDirectly(listener, (accepted) => {
    direct.push(isDirect(accepted))
    known.push(peerAddress(accepted)?.address === '127.0.0.1')
    answer(accepted)
  })
  expect([await ask(listener), await ask(listener)]).toEqual(['olleh', 'olleh'])
  // Fails on a Node that has become another: look at accept-directly.ts. What it does is then done by events.
  expect(direct).toEqual([true, true])
  expect(known).toEqual(where === TCP ? [true, true] : [false, false])
})

it('closes a connection that nobody wants', async () => {
  const listener = await listening(TCP)
  acceptDirectly(listener, (accepted) => void accepted.destroy())
  expect(await ask(listener).catch(() => '')).toBe('')
})

it('ends with the listener', async () => {
  const listener = await listening(TCP)
  acceptDirectly(listener, answer)
  await ask(listener)
  const closed = once(listener, 'close')
  listener.close()
  expect(await closed).toEqual([])
})

it('takes them by events where handles are of another kind', async () => {
  const listener = await listening(TCP)
  const owner = listener as unknown as { _handle: { onconnection: unknown } | null }
  const handle = owner._handle
  owner._handle = null
  const direct: boolean[] = []
  acceptDirectly(listener, (accepted) => {
    direct.push(isDirect(accepted))
    answer(accepted)
  })
  owner._handle = handle
  expect([await ask(listener), direct]).toEqual(['olleh', [false]])
})

it('leaves connections to Node while somebody watches its sockets', async () => {
  const listener = await listening(TCP)
  const seen: unknown[] = []
  const watch = (message: unknown): void => void seen.push(message)
  const sockets = channel('net.server.socket')
  sockets.subscribe(watch)
  onTestFinished(() => sockets.unsubscribe(watch))
  acceptDirectly(listener, answer)
  expect([await ask(listener), seen.length]).toEqual(['olleh', 1])
})
