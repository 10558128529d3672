import { AsyncLocalStorage } from 'node:async_hooks'
import { tracingChannel } from 'node:diagnostics_channel'
import { setImmediate as turn } from 'node:timers/promises'
import type { ExchangeMessage } from '@tsgi/exchange'
import { describe, expect, it, onTestFinished } from 'vitest'
import { start } from './start.ts'

const TEXT = { 'content-type': 'text/plain' }
const channel = tracingChannel<unknown, ExchangeMessage>('tsgi.exchange')

/** A store that holds the path of each exchange behind that of the scope it began in, as a span does its parent. */
function bindPaths(): AsyncLocalStorage<string> {
  const storage = new AsyncLocalStorage<string>()
  channel.start.bindStore(storage, ({ request }) => `${storage.getStore() ?? ''}${request.path}`)
  onTestFinished(() => void channel.start.unbindStore(storage))
  return storage
}

function get(path: string): string {
  return `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`
}

describe('tracing exchanges', () => {
  it('gives each pipelined request a scope of its own, which is no part of the one before', async () => {
    const storage = bindPaths()
    const seen: unknown[] = []
    const note = (): void => void seen.push(storage.getStore())
    const { open } = await start(async ({ exchange }) => {
      exchange.onFinish(note)
      await turn()
      return {
        status: 200,
        headers: TEXT,
        body: (async function* () {
          await turn()
          note()
          yield 'a'
        })(),
      }
    })
    const client = await open()
    await client.send(get('/a') + get('/b') + get('/c'))
    await client.answers(3)
    await expect.poll(() => seen).toEqual(['/a', '/a', '/b', '/b', '/c', '/c'])
  })

  it('keeps the scope when a slow client lets the next request wait', async () => {
    const storage = bindPaths()
    const seen: unknown[] = []
    const { open } = await start(async () => {
      await turn()
      seen.push(storage.getStore())
      return { status: 200, headers: TEXT, body: 'a'.repeat(8_000_000) }
    })
    const client = await open()
    client.socket.pause()
    await client.send(get('/a') + get('/b'))
    await expect.poll(() => seen).toEqual(['/a'])
    client.socket.resume()
    await expect.poll(() => seen).toEqual(['/a', '/b'])
  })

  it('gives a client that leaves the scope of its request', async () => {
    const storage = bindPaths()
    const seen: unknown[] = []
    const { open } = await start(({ exchange }) => {
      exchange.signal.addEventListener('abort', () => seen.push(storage.getStore()))
      exchange.onFinish(() => seen.push(storage.getStore()))
      return {
        status: 200,
        headers: TEXT,
        body: (async function* () {
          yield 'a'
          await new Promise((resolve) => exchange.signal.addEventListener('abort', resolve))
        })(),
      }
    })
    const client = await open()
    await client.send(get('/a'))
    await client.receive(1)
    client.reset()
    await expect.poll(() => seen).toEqual(['/a', '/a'])
  })
})
