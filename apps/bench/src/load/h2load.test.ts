import { once } from 'node:events'
import { createServer } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import type { Load } from './load.ts'
import { hasH2load, parseH2load, runH2load } from './h2load.ts'

const load: Load = {
  method: 'GET',
  path: '/',
  headers: { accept: '*/*' },
  body: '',
  connections: 2,
  pipeline: 4,
}

const OUTPUT = `
requests: 1000 total, 1008 started, 1000 done, 1000 succeeded, 0 failed, 0 errored, 0 timeout
status codes: 1000 2xx, 0 3xx, 0 4xx, 0 5xx
time for request:       25us     15.59ms       1.5ms       292us    97.52%
`

describe('parseH2load', () => {
  it('reads requests and their mean time', () => {
    expect(parseH2load(OUTPUT, 2)).toEqual({ requests: 1000, seconds: 2, p50Micros: 1500, p99Micros: 1500 })
  })

  it('throws when requests failed', () => {
    expect(() => parseH2load(OUTPUT.replace('0 5xx', '7 5xx'), 2)).toThrow('h2load counts 7 requests')
  })

  it('throws when the figures are missing', () => {
    expect(() => parseH2load('unable to connect', 2)).toThrow('h2load says: unable to connect')
  })
})

describe.runIf(hasH2load())('h2load', () => {
  it('asks over HTTP/2 as often as it can', async () => {
    const server = createServer()
    const paths = new Set<unknown>()
    server.on('stream', (stream, headers) => {
      paths.add(`${headers[':path']} ${headers['accept']}`)
      stream.respond({ ':status': 200 })
      stream.end('hello')
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { requests } = await runH2load((server.address() as AddressInfo).port, load, 0.2)
    expect(requests).toBeGreaterThan(0)
    expect([...paths]).toEqual(['/ */*'])
    server.close()
  })
})
