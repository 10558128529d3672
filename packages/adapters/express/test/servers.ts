import { createServer } from 'node:http'
import type { RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serve } from '@tsgi/server'
import type { ServeOptions } from '@tsgi/server'
import type { Application } from '@tsgi/spec'
import { onTestFinished } from 'vitest'

/** Serves an application by our server until the test has finished. @returns the port */
export async function listenOurs(application: Application, options: ServeOptions = {}): Promise<number> {
  const server = await serve(application, { port: 0, onError: () => {}, ...options })
  onTestFinished(() => server.close({ graceMs: 0 }))
  return (server.address as AddressInfo).port
}

/** Serves a listener by a server of Node until the test has finished. @returns the port */
export async function listenNode(listener: RequestListener): Promise<number> {
  const server = createServer(listener).on('checkContinue', listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port
}
