import { once } from 'node:events'
import { createServer } from 'node:http'
import type { RequestListener, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { ask } from '../src/exchange.ts'
import { HELLO_LOAD } from '../src/scenarios/hello.ts'

let server: Server

async function listen(listener: RequestListener): Promise<number> {
  server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

afterEach(async () => {
  server.closeAllConnections()
  server.close()
  await once(server, 'close')
})

describe('ask', () => {
  it('takes content out of its gzip coding', async () => {
    const port = await listen((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('hello'))
    })
    const { status, headers, body } = await ask(port, HELLO_LOAD)
    expect([status, headers['content-encoding'], body]).toEqual([200, 'gzip', 'hello'])
  })

  it('does not take for gzip what is not, nor half of it for the whole', async () => {
    const coded = gzipSync('hello'.repeat(1000))
    const contents = [Buffer.from('hello'), coded.subarray(0, -10)]
    const port = await listen((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(contents.shift())
    })
    await expect(ask(port, HELLO_LOAD)).rejects.toThrow('incorrect header check')
    await expect(ask(port, HELLO_LOAD)).rejects.toThrow('unexpected end of file')
  })
})
