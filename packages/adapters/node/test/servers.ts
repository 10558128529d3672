import { createServer } from 'node:http'
import type { RequestListener } from 'node:http'
import { createServer as createHttp2Server } from 'node:http2'
import type { AddressInfo, Server as NetServer, Socket } from 'node:net'
import { serve } from '@tsgi/server'
import type { Application } from '@tsgi/spec'
import { onTestFinished } from 'vitest'
import { toNode } from '../src/index.ts'

/** Listens on loopback until the test has finished. @returns the port */
export async function listen(server: NetServer): Promise<number> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    const closed = new Promise((resolve) => server.close(resolve))
    for (const socket of sockets) socket.destroy()
    await closed
  })
  return (server.address() as AddressInfo).port
}

/** A listener on `node:http`, nothing else. */
export async function listenPlain(listener: RequestListener): Promise<number> {
  return listen(createServer(listener))
}

/** An application on `node:http`, with all that a server of Node has to offer. */
export async function listenNode(
  application: Application,
  onError: (error: unknown) => void = () => {},
): Promise<number> {
  const listener = toNode(application, { onError })
  const server = createServer(listener)
  server.on('checkContinue', listener).on('upgrade', listener.upgrade)
  return listen(server)
}

/** An application on our own server. */
export async function listenOurs(
  application: Application,
  onError: (error: unknown) => void = () => {},
): Promise<number> {
  const server = await serve(application, { port: 0, onError })
  onTestFinished(() => server.close({ graceMs: 0 }))
  return (server.address as AddressInfo).port
}

/** An application on the compatibility layer of `node:http2`. */
export async function listenHttp2(
  application: Application,
  onError: (error: unknown) => void = () => {},
): Promise<number> {
  const listener = toNode(application, { onError }) as unknown as Parameters<typeof createHttp2Server>[1]
  const server = createHttp2Server({}, listener)
  server.on('checkContinue', listener!)
  return listen(server)
}
