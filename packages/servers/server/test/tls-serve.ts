import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { connect } from 'node:tls'
import type { ConnectionOptions, TLSSocket } from 'node:tls'
import type { Application } from '@tsgi/spec'
import { onTestFinished } from 'vitest'
import { Http2Connection } from '../src/http2/http2-connection.ts'
import { TlsEndpoint } from '../src/tls/tls-endpoint.ts'
import { TlsHandshake } from '../src/tls/tls-handshake.ts'
import type { SecuredConnection } from '../src/tls/tls-handshake.ts'
import type { TlsOptions } from '../src/tls/tls-options.ts'
import { http2Context, validated } from './http2-serve.ts'
import type { Told } from './http2-serve.ts'

/** Paths of a certificate for tests and of its key. */
export function certificate(name: string): { cert: string; key: string } {
  const path = (extension: string): string =>
    fileURLToPath(new URL(`certificates/${name}.${extension}`, import.meta.url))
  return { cert: path('pem'), key: path('key') }
}

/** A server of TLS: HTTP/2, and a bare answer for HTTP/1.1. */
export interface StartedTls extends Told {
  readonly port: number
  readonly endpoint: TlsEndpoint
  /** Connections that were secured, in order. */
  readonly secured: SecuredConnection[]
  /** To be ended before the server is. */
  readonly agents: Array<() => unknown>
  /** Connects, without looking at the certificate; resolves when the client finds the handshake complete. */
  readonly connect: (options?: ConnectionOptions) => Promise<TLSSocket>
}

/** Serves over TLS on a free port until the test has finished. */
export async function startTls(
  application: Application,
  options: TlsOptions,
  protocols: readonly string[] = ['h2', 'http/1.1'],
): Promise<StartedTls> {
  const told = http2Context(validated(application), { scheme: 'https' })
  const endpoint = await TlsEndpoint.open(options)
  const secured: SecuredConnection[] = []
  const agents: Array<() => unknown> = []
  const { connections, context, errors } = told
  const listener = createServer({ allowHalfOpen: true, noDelay: true, pauseOnConnect: true }, (socket) => {
    const handshake = new TlsHandshake(socket, {
      tls: endpoint,
      protocols,
      clientError: context.clientError,
      report: (error) => errors.push(error),
      closed: context.closed,
      secured(connection, done) {
        connections.delete(done)
        secured.push(connection)
        if (connection.info.alpn === 'h2')
          connections.add(new Http2Connection(connection.socket, context, connection))
        else answerOnce(connection)
      },
    })
    connections.add(handshake)
  })
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  onTestFinished(async () => {
    await Promise.all(agents.map((end) => end()))
    listener.close()
    for (const connection of connections) connection.destroy()
  })
  const { port } = listener.address() as AddressInfo
  return { ...told, port, endpoint, secured, agents, connect: (how) => connectTls(port, how) }
}

/** One answer that tells what is known about TLS. */
function answerOnce({ socket, info, admits }: SecuredConnection): void {
  let text = ''
  socket.on('error', () => {})
  socket.on('end', () => socket.end())
  socket.deliverTo((bytes, length) => {
    text += new TextDecoder().decode(bytes.subarray(0, length))
    const host = /host: (.*)\r\n/.exec(text)?.[1]
    if (!text.includes('\r\n\r\n') || host === undefined) return
    const { clientCertificate, ...rest } = info
    const told = JSON.stringify({ ...rest, client: clientCertificate?.subject ?? null })
    socket.end(`HTTP/1.1 ${admits(host) ? 200 : 421} -\r\n\r\n${told}`)
  })
}

/** Connects to a port of this machine. */
export async function connectTls(port: number, options: ConnectionOptions = {}): Promise<TLSSocket> {
  const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false, ...options })
  onTestFinished(() => void socket.destroy())
  await once(socket, 'secureConnect')
  socket.on('error', () => {})
  return socket
}

/** Sends one request and collects what comes; `''`: the connection was dropped. */
export async function askTls(socket: Socket, host = 'localhost'): Promise<string> {
  let text = ''
  socket.setEncoding('utf8').on('data', (piece: string) => (text += piece))
  const over = new Promise((resolve) => socket.on('close', resolve))
  socket.write(`GET / HTTP/1.1\r\nhost: ${host}\r\n\r\n`)
  await over
  return text
}
