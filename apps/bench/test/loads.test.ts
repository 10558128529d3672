import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { HELLO } from '../src/contenders/answers.ts'
import { openIdleConnections } from '../src/load/idle-connections.ts'
import { LOADERS, preferredLoader } from '../src/load/load.ts'
import type { Load, LoaderName } from '../src/load/load.ts'
import { pacedLatencies } from '../src/load/paced-load.ts'

let server: Server
let port: number
let respond: (request: IncomingMessage) => Promise<number>

beforeEach(async () => {
  respond = async () => 200
  server = createServer((request, response) => {
    void respond(request).then((status) =>
      response.writeHead(status, { 'content-length': HELLO.length }).end(HELLO),
    )
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  port = (server.address() as AddressInfo).port
})

afterEach(async () => {
  server.closeAllConnections()
  server.close()
  await once(server, 'close')
})

const load: Load = { method: 'GET', path: '/', headers: {}, body: '', connections: 2, pipeline: 1 }

/** wrk where it is installed. */
const loaders = [...new Set<LoaderName>(['autocannon', preferredLoader()])]

describe.each(loaders)('%s', (name) => {
  const loader = LOADERS[name]

  it('sends two fields and those of the load', async () => {
    const seen = new Set<string>()
    respond = async ({ rawHeaders }) => {
      seen.add(rawHeaders.filter((_each, index) => index % 2 === 0).join())
      return 200
    }
    await loader(port, { ...load, headers: { Accept: 'image/avif,*/*;q=0.8' } }, 0.2, 'http')
    expect([...seen].map((names) => names.split(',').toSorted())).toEqual([['Accept', 'Connection', 'Host']])
  })

  it('sends content of any length', async () => {
    const body = 'x'.repeat(300_000)
    const seen = new Set<number>()
    respond = async (request) => {
      seen.add((await text(request)).length)
      return 200
    }
    const { requests } = await loader(port, { ...load, method: 'POST', body }, 0.3, 'http')
    expect(requests).toBeGreaterThan(0)
    expect(Math.max(...seen)).toBe(body.length)
  })

  it('does not wait for answers where requests are pipelined', async () => {
    const { requests, seconds } = await loader(port, { ...load, pipeline: 4 }, 0.2, 'http')
    expect(requests / seconds).toBeGreaterThan(0)
  })

  it('throws when answers are errors', async () => {
    respond = async () => 500
    await expect(loader(port, load, 0.2, 'http')).rejects.toThrow(`${name} counts`)
  })
})

describe('pacedLatencies', () => {
  it('measures each request that is not for warming up', async () => {
    const pace = { port, connections: 4, requestsPerSecond: 500, warmUpSeconds: 0.1, seconds: 0.2 }
    const latencies = await pacedLatencies(pace)
    expect(latencies).toHaveLength(100)
    expect(Math.min(...latencies)).toBeGreaterThan(0)
  })

  it('charges a server that stalls for all that is due meanwhile', async () => {
    let stalled: Promise<unknown> | undefined
    respond = async () => {
      stalled ??= new Promise((resolve) => setTimeout(resolve, 200))
      await stalled
      return 200
    }
    const pace = { port, connections: 1, requestsPerSecond: 100, warmUpSeconds: 0, seconds: 0.2 }
    const latencies = await pacedLatencies(pace)
    expect(latencies[0]).toBeGreaterThan(150_000)
    expect(latencies[10]).toBeGreaterThan(50_000)
  })

  it('throws when a connection is lost', async () => {
    respond = async () => {
      server.closeAllConnections()
      return 200
    }
    const pace = { port, connections: 2, requestsPerSecond: 100, warmUpSeconds: 0, seconds: 0.2 }
    await expect(pacedLatencies(pace)).rejects.toThrow('A connection is lost')
  })
})

describe('openIdleConnections', () => {
  it('opens all, each of which has had an answer, and tells which were lost', async () => {
    let answered = 0
    respond = async () => {
      answered++
      return 200
    }
    const connections = await openIdleConnections(port, 150)
    expect(answered).toBe(150)
    expect(connections.lost()).toBe(0)
    connections.close()
  })
})
