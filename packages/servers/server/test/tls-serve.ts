import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { connect } from 'node:tls'
import type { ConnectionOptions, TLSSocket } from 'node:tls'
import { adoptSocket } from '@tsgi/listeners'
import type { ServedConnection } from '@tsgi/listeners'
import type { Application } from '@tsgi/spec'
import { onTestFinished } from 'vitest'
import { Http2Connection } from '../src/http2/http2-connection.ts'
import { TlsEndpoint } from '../src/tls/tls-endpoint.ts'
import { TlsHandshake } from '../src/tls/tls-handshake.ts'
import type { Arrival } from '../src/arrival.ts'
import { TLS } from '../src/tls/tls-info.ts'
import type { TlsInfo } from '../src/tls/tls-info.ts'
import type { TlsOptions } from '../src/tls/tls-options.ts'
import { arrivalOf, http2Context, validated } from './http2-serve.ts'
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
  /** What is known of connections that were secured, in order. */
  readonly secured: TlsInfo[]
  /** To be ended before the server is. */
  readonly agents: Array<() => unknown>
  /** Connects, without looking at the certificate; resolves when the client finds the handshake complete. */
  readonly connect: (options?: ConnectionOptions) => Promise<TLSSocket>
}

/** Serves over TLS on a free port until the test has finished. */
export async function startTls(
  application: Application,
  options: TlsOptions,
  isHttp2 = true,
): Promise<StartedTls> {
  const told = http2Context(validated(application))
  const endpoint = await TlsEndpoint.open(options)
  const secured: TlsInfo[] = []
  const agents: Array<() => unknown> = []
  const { connections, context } = told
  const note = ({ client }: Arrival): void => void secured.push(client.extensions![TLS] as TlsInfo)
  const http1 = (arrival: Arrival): ServedConnection => {
    note(arrival)
    answerOnce(arrival)
    return { shutdown() {}, destroy: () => void arrival.socket.destroy(), check() {} }
  }
  const http2 = (arrival: Arrival): ServedConnection => {
    note(arrival)
    return new Http2Connection(arrival, context)
  }
  const versions = { http1, http2: isHttp2 ? http2 : null }
  const listener = createServer({ allowHalfOpen: true, noDelay: true, pauseOnConnect: true }, (socket) => {
    connections.add(new TlsHandshake(arrivalOf(socket), context, endpoint, versions))
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
function answerOnce({ socket, client }: Arrival): void {
  const info = client.extensions![TLS] as TlsInfo
  let text = ''
  socket.on('error', () => {})
  socket.on('end', () => socket.end())
  adoptSocket(socket, (bytes, length) => {
    text += new TextDecoder().decode(bytes.subarray(0, length))
    const host = /host: (.*)\r\n/.exec(text)?.[1]
    if (!text.includes('\r\n\r\n') || host === undefined) return
    const { clientCertificate, ...rest } = info
    const told = JSON.stringify({ ...rest, client: clientCertificate?.subject ?? null })
    socket.end(`HTTP/1.1 ${client.admits!(host) ? 200 : 421} -\r\n\r\n${told}`)
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
