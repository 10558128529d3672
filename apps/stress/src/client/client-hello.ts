import type { Buffer } from 'node:buffer'
import { once } from 'node:events'
import { Duplex, PassThrough } from 'node:stream'
import { connect } from 'node:tls'

/** What a client of TLS says first. */
export async function clientHello(): Promise<Buffer> {
  const wire = new PassThrough()
  const client = connect({
    socket: Duplex.from({ writable: wire, readable: new PassThrough() }),
    servername: 'localhost',
  })
  client.on('error', () => {})
  const [bytes] = (await once(wire, 'data')) as [Buffer]
  client.destroy()
  return bytes
}
