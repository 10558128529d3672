import { once } from 'node:events'
import { connect as connectHttp2 } from 'node:http2'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { ServedConnection } from '@tsgi/listeners'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { Arrival } from '../src/arrival.ts'
import { Http2Connection } from '../src/http2/http2-connection.ts'
import { Opening } from '../src/http2/opening.ts'
import { TlsEndpoint } from '../src/tls/tls-endpoint.ts'
import { TlsHandshake } from '../src/tls/tls-handshake.ts'
import { echo } from './applications.ts'
import { arrivalOf, ask, http2Context } from './http2-serve.ts'
import { certificate } from './tls-serve.ts'

interface Started {
  readonly port: number
  readonly connections: Set<ServedConnection>
  /** What came first on connections that are not HTTP/2. */
  readonly others: string[]
}

async function start(headTimeoutMs = 10_000): Promise<Started> {
  const { context, connections } = http2Context(echo, { headTimeoutMs })
  const others: string[] = []
  const tls = await TlsEndpoint.open(certificate('localhost'))
  const http2 = (arrival: Arrival): ServedConnection => new Http2Connection(arrival, context)
  const other = (arrival: Arrival): ServedConnection => {
    others.push(new TextDecoder('latin1').decode(arrival.first!.subarray(0, 3)))
    return new TlsHandshake(arrival, context, tls, { http1: http2, http2 })
  }
  const port = await listen(
    (socket) => connections.add(new Opening(arrivalOf(socket), context, { http1: other, http2 })),
    connections,
  )
  return { port, connections, others }
}

async function listen(accept: (socket: Socket) => void, connections: Set<ServedConnection>): Promise<number> {
  const listener = createServer({ allowHalfOpen: true, noDelay: true, pauseOnConnect: true }, accept)
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  onTestFinished(() => {
    listener.close()
    for (const connection of connections) connection.destroy()
  })
  return (listener.address() as AddressInfo).port
}

async function open(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  onTestFinished(() => void socket.destroy())
  socket.on('error', () => {}).resume()
  await once(socket, 'connect')
  return socket
}

describe('RFC 9113 §3.3: HTTP/2 with prior knowledge', () => {
  it('is served beside other protocols on one port', async () => {
    const { port, others } = await start()
    const session = connectHttp2(`http://localhost:${port}`)
    onTestFinished(() => session.destroy())
    expect((await ask(session, { ':method': 'POST' }, 'x'.repeat(200_000))).body.length).toBe(200_000)
    const socket = await open(port)
    socket.write('GET / HTTP/1.1\r\n\r\n')
    await once(socket, 'close')
    expect(others).toEqual(['GET'])
  })

  it('is told by octets that come one at a time', async () => {
    const { port, others } = await start()
    const socket = await open(port)
    for (const octet of 'PRI * HTTP/2.0\r\n\r\nSM\r\n\rX') {
      socket.write(octet)
      await new Promise((resolve) => setImmediate(resolve))
    }
    await once(socket, 'close')
    expect(others).toEqual(['PRI'])
  })

  it('is waited for, but not for long', async () => {
    const { port, connections } = await start(50)
    const socket = await open(port)
    socket.write('PRI')
    await once(socket, 'close')
    await vi.waitFor(() => expect(connections.size).toBe(0))
  })

  it('is no reason to keep clients that leave', async () => {
    const { port, connections } = await start()
    const socket = await open(port)
    socket.end('PRI')
    await once(socket, 'close')
    await vi.waitFor(() => expect(connections.size).toBe(0))
  })
})

describe('TLS behind octets that were read before', () => {
  it('takes them as the beginning of the handshake', async () => {
    const { port, others } = await start()
    const session = connectHttp2(`https://localhost:${port}`, {
      createConnection: () =>
        connectTls({
          port,
          host: '127.0.0.1',
          rejectUnauthorized: false,
          ALPNProtocols: ['h2'],
          servername: 'localhost',
        }),
    })
    onTestFinished(() => session.destroy())
    expect((await ask(session, {}, undefined)).body).toBe('ok')
    expect(others[0]).toBe('\u0016\u0003\u0001')
  })
})
