import { createServer } from 'node:http'
import type { RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serve } from '@tsgi/server'
import type { Application } from '@tsgi/spec'
import { onTestFinished } from 'vitest'

/** Serves a listener on a server of Node until the test has finished. @returns its URL, without a slash at the end */
export async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Serves an application on our server until the test has finished. @returns its URL, without a slash at the end */
export async function listenOurs(application: Application): Promise<string> {
  const server = await serve(application, { port: 0, onError: () => {} })
  onTestFinished(() => server.close({ graceMs: 0 }))
  return server.url
}

/** Asks, and reads the whole answer. @returns its status */
export async function ask(url: string, init: RequestInit = {}): Promise<number> {
  const answer = await fetch(url, init)
  await answer.arrayBuffer()
  return answer.status
}

/** Begins to read an answer that does not end, and leaves. */
export async function leave(url: string): Promise<void> {
  const left = new AbortController()
  const answer = await fetch(url, { signal: left.signal })
  await answer.body!.getReader().read()
  left.abort()
}
