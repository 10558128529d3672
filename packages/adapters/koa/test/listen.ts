import { createServer } from 'node:http'
import type { RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import type Koa from 'koa'
import { onTestFinished } from 'vitest'

/** Serves an application as Koa does. */
export function listenKoa(app: Koa): Promise<number> {
  const callback = app.callback()
  return listen((req, res) => void callback(req, res))
}

/** Serves a listener on a port of this machine until the test has finished. */
export async function listen(listener: RequestListener): Promise<number> {
  const server = createServer(listener)
  // 100 (Continue) is for who reads the content.
  server.on('checkContinue', listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port
}
