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
import { Counters, Watch } from '@tsgi/listeners'
import type { ServedConnection } from '@tsgi/listeners'
import type { Application } from '@tsgi/spec'
import { validator } from '@tsgi/validator'
import type { ValidationError } from '@tsgi/validator'
import { expect, onTestFinished } from 'vitest'
import { PLAIN_CLIENT } from '../src/arrival.ts'
import type { Arrival } from '../src/arrival.ts'
import type { ConnectionContext } from '../src/connection-context.ts'
import { Http2Connection } from '../src/http2/http2-connection.ts'
import { DEFAULT_SERVER_LIMITS } from '../src/options.ts'
import type { ServerLimits } from '../src/options.ts'
import { ScannerPool } from '../src/scanner-pool.ts'

/** What applications learn about these servers. */
export const SERVER_INFO = { name: '@tsgi/server', version: '0.0.0', spec: '1.0', runtime: 'node' }

/** A context for connections over HTTP/2, and what it was told. */
export interface Told {
  readonly context: ConnectionContext
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

/** What tests change. */
export interface Changes extends Partial<ServerLimits> {
  /** Told as well that a connection is gone. */
  readonly closed?: () => void
}

/** Makes a context that notes what it is told. */
export function http2Context(application: Application, { closed, ...limits }: Changes = {}): Told {
  const errors: unknown[] = []
  const clientErrors: string[] = []
  const connections = new Set<ServedConnection>()
  let leave: () => void = () => {}
  const gone = new Promise<void>((resolve) => (leave = resolve))
  const watch = new Watch(connections, 800)
  onTestFinished(() => watch.stop())
  const gateway = createGateway(application, SERVER_INFO, (error) => errors.push(error))
  const allLimits = { ...messageLimits(), ...DEFAULT_SERVER_LIMITS, ...limits }
  const context: ConnectionContext = {
    gateway,
    busyGateway: { ...gateway, application: () => ({ status: 503, headers: {}, body: null }) },
    counters: new Counters(),
    limits: allLimits,
    watch,
    scanners: new ScannerPool(allLimits),
    authority: 'localhost',
    clientError: (error) => clientErrors.push(error.code),
    passedOn(from, to) {
      connections.delete(from)
      connections.add(to)
    },
    closed(connection) {
      connections.delete(connection)
      leave()
      closed?.()
    },
  }
  return { context, errors, clientErrors, connections, gone }
}

/** A socket that was accepted. */
export function arrivalOf(socket: Socket): Arrival {
  return { socket, first: null, client: PLAIN_CLIENT }
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
export async function startHttp2(application: Application, changes: Changes = {}): Promise<StartedHttp2> {
  return startHttp2Unchecked(validated(application), changes)
}

/** Serves what may do anything. */
export async function startHttp2Unchecked(
  application: Application,
  changes: Changes = {},
): Promise<StartedHttp2> {
  const told = http2Context(application, changes)
  const listener = createServer({ allowHalfOpen: true, noDelay: true, pauseOnConnect: true }, (socket) =>
    told.connections.add(new Http2Connection(arrivalOf(socket), told.context)),
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
