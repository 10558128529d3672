import { existsSync, readdirSync } from 'node:fs'
import { Socket } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import { getHeapStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Application, HttpRequest } from '@tsgi/spec'
import { describe, expect, it, onTestFinished } from 'vitest'
import { path } from './applications.ts'
import { turns } from './raw-client.ts'
import { startUnchecked } from './start.ts'

const GET = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'
const TEXT = { 'content-type': 'text/plain' }

/** Descriptors of this process; only Linux tells. */
const DESCRIPTORS = '/proc/self/fd'

/** Numbers from 0 to 1 that are the same each time. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return state / 4_294_967_296
  }
}

async function* chunks(count: number): AsyncGenerator<string> {
  for (let i = 0; i < count; i++) {
    yield 'a'.repeat(10_000)
    await turn()
  }
}

/** Does something else for each path. */
const mixed: Application = async (request) => {
  if (request.path === '/sync') return path(request)
  if (request.path === '/stream') return { status: 200, headers: TEXT, body: chunks(20) }
  if (request.path === '/large') return { status: 200, headers: TEXT, body: 'a'.repeat(1_000_000) }
  if (request.path === '/error') throw new Error('error')
  let size = 0
  for await (const chunk of request.body ?? []) size += chunk.length
  return { status: 200, headers: TEXT, body: String(size) }
}

const REQUESTS = [
  'GET /sync HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(5),
  'GET /stream HTTP/1.1\r\nHost: a\r\n\r\n',
  'GET /large HTTP/1.1\r\nHost: a\r\n\r\n',
  'GET /error HTTP/1.1\r\nHost: a\r\n\r\n',
  `POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n${'a'.repeat(100_000)}`,
  `POST /upload HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n${'5\r\nhello\r\n'.repeat(1000)}0\r\n\r\n`,
  `POST /sync HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n${'a'.repeat(100_000)}`,
  'BAD\r\n\r\n',
]

/** How many listeners each socket of this process has. Node does not document how to get at them. */
function listeners(): number[] {
  const handles = (process as unknown as { _getActiveHandles(): unknown[] })._getActiveHandles()
  const sockets = handles.filter((handle) => handle instanceof Socket)
  return sockets.map((socket) =>
    socket.eventNames().reduce((sum, name) => sum + socket.listenerCount(name), 0),
  )
}

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

describe('what connections cost', () => {
  it.skipIf(!existsSync(DESCRIPTORS))(
    'CN6, G14: descriptors come back after 500 clients that left anywhere',
    async () => {
      const random = seeded(1)
      const { server, open } = await startUnchecked(mixed)
      const before = readdirSync(DESCRIPTORS).length
      for (let i = 0; i < 500; i++) {
        const client = await open()
        const request = REQUESTS[Math.floor(random() * REQUESTS.length)]!
        void client.send(request.slice(0, Math.ceil(random() * request.length)))
        await turns(Math.floor(random() * 6))
        if (random() < 0.5) client.reset()
        else client.socket.destroy()
      }
      await expect
        .poll(() => readdirSync(DESCRIPTORS).length, { timeout: 10_000 })
        .toBeLessThanOrEqual(before)
      await server.close({ graceMs: 5000 })
    },
  )

  it('CN8, G16: listeners stay the same over 10 000 requests of one connection', async () => {
    const warnings: unknown[] = []
    const warn = (warning: Error): void => void warnings.push(warning)
    process.on('warning', warn)
    onTestFinished(() => void process.off('warning', warn))
    const watching = (request: HttpRequest): unknown => {
      // Somebody watches each of them, and some are streams.
      request.exchange.onFinish(() => {})
      return request.path === '/stream' ? { status: 200, headers: TEXT, body: chunks(1) } : path(request)
    }
    const { open } = await startUnchecked(watching, { maxRequestsPerConnection: 0 })
    const client = await open()
    const batch = (GET + GET + 'GET /stream HTTP/1.1\r\nHost: a\r\n\r\n').repeat(10)
    let before: number[] | undefined
    for (let i = 0; i < 334; i++) {
      await client.send(batch)
      await client.answers(30)
      before ??= listeners()
    }
    expect(listeners()).toEqual(before)
    expect(warnings).toEqual([])
  })

  it('G22: 20 000 errors leave the heap as it was', async () => {
    const failing = ({ path: name }: HttpRequest): unknown => {
      if (name === '/sync') throw new Error('sync')
      return Promise.reject(new Error('async'))
    }
    const { open, errors } = await startUnchecked(failing, { maxRequestsPerConnection: 0 })
    const client = await open()
    const batch = (GET + 'GET /sync HTTP/1.1\r\nHost: a\r\n\r\n').repeat(50)
    const run = async (requests: number): Promise<number> => {
      for (let i = 0; i < requests; i += 100) {
        await client.send(batch)
        await client.answers(100)
        errors.length = 0
      }
      collectGarbage()
      return getHeapStatistics().used_heap_size
    }
    const before = await run(5000)
    const after = await run(15_000)
    expect(after - before).toBeLessThan(15_000_000)
  })
})
