import { once } from 'node:events'
import { connect as connectHttp2 } from 'node:http2'
import type {
  ClientHttp2Session,
  ClientHttp2Stream,
  IncomingHttpHeaders,
  OutgoingHttpHeaders,
} from 'node:http2'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { createGateway } from '@tsgi/exchange'
import { messageLimits } from '@tsgi/http1'
import type { Application } from '@tsgi/spec'
import { validator } from '@tsgi/validator'
import type { ValidationError } from '@tsgi/validator'
import { expect, onTestFinished } from 'vitest'
import { Counters } from '../src/operations/counters.ts'
import { Http2Connection } from '../src/http2/http2-connection.ts'
import type { Http2Context } from '../src/http2/http2-context.ts'
import type { ServedConnection } from '../src/served-connection.ts'

/** What applications learn about these servers. */
export const SERVER_INFO = { name: '@tsgi/server', version: '0.0.0', spec: '1.0', runtime: 'node' }

/** A context for connections over HTTP/2, and what it was told. */
export interface Told {
  readonly context: Http2Context
  /** Faults of the application. */
  readonly errors: unknown[]
  /** What clients did wrong: codes. */
  readonly clientErrors: string[]
  /** Connections that are open. */
  readonly connections: Set<ServedConnection>
  /** Resolves when a connection is gone. */
  readonly gone: Promise<void>
}

/** Puts the validator before an application: what either side does against SPEC.md fails the test. */
export function validated(application: Application): Application {
  const violations: ValidationError[] = []
  onTestFinished(() => expect(violations).toEqual([]))
  return validator({ onViolation: (error) => violations.push(error), onWarning: () => {} })(application)
}

/** Makes a context that notes what it is told. */
export function http2Context(application: Application, overrides: Partial<Http2Context> = {}): Told {
  const errors: unknown[] = []
  const clientErrors: string[] = []
  const connections = new Set<ServedConnection>()
  let leave: () => void = () => {}
  const gone = new Promise<void>((resolve) => (leave = resolve))
  const context: Http2Context = {
    gateway: createGateway(application, SERVER_INFO, (error) => errors.push(error)),
    counters: new Counters(),
    limits: messageLimits(),
    scheme: 'http',
    keepAliveMs: 5000,
    readTimeoutMs: 30_000,
    writeTimeoutMs: 30_000,
    drainMs: 1000,
    clientError: (error) => clientErrors.push(error.code),
    closed: (connection) => {
      connections.delete(connection)
      leave()
    },
    ...overrides,
  }
  return { context, errors, clientErrors, connections, gone }
}

/** A server of HTTP/2 without TLS. */
export interface StartedHttp2 extends Told {
  readonly port: number
  /** Opens a client. */
  readonly client: () => ClientHttp2Session
  /** Opens a connection to write octets to. */
  readonly open: () => Promise<Socket>
}

/** Serves an application over HTTP/2 on a free port until the test has finished. */
export async function startHttp2(
  application: Application,
  overrides: Partial<Http2Context> = {},
): Promise<StartedHttp2> {
  return startHttp2Unchecked(validated(application), overrides)
}

/** Serves what may do anything. */
export async function startHttp2Unchecked(
  application: Application,
  overrides: Partial<Http2Context> = {},
): Promise<StartedHttp2> {
  const told = http2Context(application, overrides)
  const listener = createServer({ allowHalfOpen: true, noDelay: true, pauseOnConnect: true }, (socket) =>
    told.connections.add(new Http2Connection(socket, told.context)),
  )
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  onTestFinished(() => {
    listener.close()
    for (const connection of told.connections) connection.destroy()
  })
  const { port } = listener.address() as AddressInfo
  return { ...told, port, client: () => openClient(`http://localhost:${port}`), open: () => openSocket(port) }
}

function openClient(url: string): ClientHttp2Session {
  const client = connectHttp2(url)
  client.on('error', () => {})
  onTestFinished(() => client.destroy())
  return client
}

async function openSocket(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  socket.on('error', () => {})
  onTestFinished(() => void socket.destroy())
  await once(socket, 'connect')
  return socket
}

/** An answer as a client sees it. */
export interface Http2Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
  readonly trailers: IncomingHttpHeaders | null
  /** Statuses and fields of informational answers. */
  readonly informational: readonly IncomingHttpHeaders[]
  /** The code with which the stream was closed. */
  readonly code: number
}

/** Sends a request with all its content and collects the answer. */
export async function ask(
  client: ClientHttp2Session,
  headers: OutgoingHttpHeaders = {},
  content?: string | Uint8Array,
): Promise<Http2Answer> {
  const stream = client.request({ ':path': '/', ...headers }, { endStream: content === undefined })
  const answer = collect(stream)
  if (content !== undefined) stream.end(content)
  return answer
}

/** Collects the answer on a stream, until it is closed. */
export async function collect(stream: ClientHttp2Stream): Promise<Http2Answer> {
  let headers: IncomingHttpHeaders = {}
  let trailers: IncomingHttpHeaders | null = null
  const informational: IncomingHttpHeaders[] = []
  let body = ''
  stream.on('headers', (fields: IncomingHttpHeaders) => informational.push(fields))
  stream.on('response', (fields) => (headers = fields))
  stream.on('trailers', (fields: IncomingHttpHeaders) => (trailers = fields))
  stream.setEncoding('latin1').on('data', (text: string) => (body += text))
  stream.on('error', () => {})
  await new Promise((resolve) => stream.on('close', resolve))
  const status = Number(headers[':status'] ?? 0)
  return { status, headers, body, trailers, informational, code: stream.rstCode ?? 0 }
}
