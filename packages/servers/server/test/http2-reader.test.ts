import { once } from 'node:events'
import { connect, createServer } from 'node:http2'
import type { ServerHttp2Session } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { readerOf } from '../src/http2/keep-reader.ts'

it('finds what reads the socket of a session, which Node does not document', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const client = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  const [session] = (await once(server, 'session')) as [ServerHttp2Session]
  expect(readerOf(session)).toBeTypeOf('object')
  client.destroy()
  server.close()
})
