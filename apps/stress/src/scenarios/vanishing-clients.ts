import { Buffer } from 'node:buffer'
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { SERVER } from '../certificates.ts'
import {
  END_HEADERS,
  END_STREAM,
  FRAME,
  PREFACE,
  frame,
  requestBlock,
  uint32,
} from '../client/http2-frames.ts'
import { openSocket, reset } from '../client/raw-client.ts'
import { exactly, memoryAtMost, told } from '../finding.ts'
import type { Finding } from '../finding.ts'
import { isHttp2, isSecure } from '../protocol.ts'
import type { Protocol } from '../protocol.ts'
import type { Scenario, Size } from '../scenario.ts'
import { withServer } from '../server-process.ts'
import type { ServerProcess } from '../server-process.ts'
import type { Inside, PlainOptions } from '../server/messages.ts'
import { descriptorsBack } from '../settled.ts'
import { seeded, tally } from '../statistics.ts'
import { repeat, until } from '../wait.ts'

interface Amounts {
  /** Clients for each way to leave. */
  readonly count: number
  /** Times after which the server gives up clients of which it does not know that they have left. */
  readonly options: PlainOptions
  readonly handshakeMs?: number
}

const SIZES: Readonly<Record<Size, Amounts>> = {
  full: { count: 10_000, options: {} },
  small: {
    count: 150,
    options: { writeTimeoutMs: 1000, contentTimeoutMs: 1000, keepAliveTimeoutMs: 1000 },
    handshakeMs: 1000,
  },
}
const AT_ONCE = 50
/** The first ones make the engine compile, and its heap grow. */
const WARM_UP = 300
const LONGEST_WAIT_MS = 20
const DOWNLOADS = ['/big?bytes=300000', '/stream?chunks=10&ms=10', '/slow?ms=10']
const UPLOADS = ['/upload', '/ignore']

/** What is sent, as octets. */
interface Requests {
  readonly downloads: readonly Buffer[]
  readonly uploads: readonly Buffer[]
}

const HTTP1: Requests = {
  downloads: DOWNLOADS.map((path) => Buffer.from(`GET ${path} HTTP/1.1\r\nHost: stress\r\n\r\n`)),
  uploads: UPLOADS.flatMap((path) => [
    Buffer.from(
      `POST ${path} HTTP/1.1\r\nHost: stress\r\nContent-Length: 100000\r\n\r\n${'a'.repeat(100_000)}`,
    ),
    Buffer.from(
      `POST ${path} HTTP/1.1\r\nHost: stress\r\nTransfer-Encoding: chunked\r\n\r\n${`3e8\r\n${'a'.repeat(1000)}\r\n`.repeat(100)}0\r\n\r\n`,
    ),
  ]),
}

/** As much content as a window takes, and streams that are cancelled. */
const HTTP2: Requests = {
  downloads: DOWNLOADS.map((path) => Buffer.concat([PREFACE, ...[1, 3, 5].map((id) => get(id, path))])),
  uploads: UPLOADS.flatMap((path) => [
    Buffer.concat([PREFACE, post(1, path), ...contentOf(1, 60)]),
    Buffer.concat([
      PREFACE,
      post(1, path),
      ...contentOf(1, 30),
      cancel(1),
      post(3, path),
      ...contentOf(3, 30),
    ]),
  ]),
}

/** Clients that leave in the middle of anything. */
export const vanishingClients: Scenario = {
  id: 'G14',
  name: 'vanishing-clients',
  title: 'clients that leave at any octet of uploads and downloads',
  run: ({ size, log }) => vanishAll('http', SIZES[size], log),
}

/** The same with TLS. */
export const vanishingSecureClients: Scenario = {
  id: 'G14',
  name: 'vanishing-tls-clients',
  title: 'the same with TLS',
  run: ({ size, log }) => vanishAll('https', SIZES[size], log),
}

/** The same over HTTP/2. */
export const vanishingHttp2Clients: Scenario = {
  id: 'G14',
  name: 'vanishing-http2-clients',
  title: 'the same over HTTP/2, streams that are cancelled among them',
  run: ({ size, log }) => vanishAll('h2', SIZES[size], log),
}

interface Way {
  readonly what: string
  readonly requests: readonly Buffer[]
  readonly leave: (socket: Socket) => void
}

function vanishAll(
  protocol: Protocol,
  { count, options, ...times }: Amounts,
  log: (step: string) => void,
): Promise<Finding[]> {
  const { downloads, uploads } = isHttp2(protocol) ? HTTP2 : HTTP1
  const ways: readonly Way[] = [
    { what: 'downloads left', requests: downloads, leave: (socket) => socket.destroy() },
    { what: 'uploads left', requests: uploads, leave: (socket) => socket.destroy() },
    { what: 'resets', requests: [...downloads, ...uploads], leave: reset },
  ]
  const tls = isSecure(protocol) ? { tls: { ...SERVER, ...times } } : {}
  return withServer({ options: { ...options, ...tls } }, async (server) => {
    const vanish = vanisher(server, protocol)
    const { descriptors } = server.figures()
    for (const way of ways) await vanish(way, Math.max(WARM_UP, count / 5))
    await until(() => server.figures().descriptors <= descriptors)
    const before = { ...server.figures(), ...(await server.inside()) }
    for (const way of ways) {
      log(way.what)
      await vanish(way, count)
    }
    const back = await descriptorsBack(server, before.descriptors)
    const after = await server.inside()
    await sleep(100)
    const { residentBytes } = server.figures()
    return [
      ...ways.map(({ what }) => told(what, count)),
      back,
      ...leftovers(before, after),
      memoryAtMost('heap', after.heapBytes, 1.1 * before.heapBytes),
      memoryAtMost('resident memory', residentBytes, 1.1 * before.residentBytes),
    ]
  })
}

/** What clients that have left must not leave behind. */
function leftovers(before: Inside, after: Inside): Finding[] {
  const { counters, listeners } = after
  const timers = ({ resources }: Inside): number => resources['Timeout'] ?? 0
  return [
    exactly('connections still open', counters.connections.open, 0),
    exactly('requests still active', counters.requests.active, 0),
    exactly('timers more than before', timers(after) - timers(before), 0),
    exactly('listeners of sockets', tally(listeners), tally(before.listeners)),
    exactly('warnings more than before', after.warnings.length - before.warnings.length, 0),
  ]
}

function vanisher({ port }: ServerProcess, protocol: Protocol): (way: Way, count: number) => Promise<void> {
  const random = seeded(14)
  return (way, count) =>
    repeat(count, AT_ONCE, async () => {
      const socket = await openSocket(port, protocol)
      const request = way.requests[Math.floor(random() * way.requests.length)]!
      // As many leave within the request as after it, within the answer.
      const length = random() < 0.5 ? Math.floor(random() * request.length) : request.length
      if (random() < 0.5) socket.resume()
      socket.write(request.subarray(0, length))
      await sleep(random() * LONGEST_WAIT_MS)
      way.leave(socket)
    })
}

function get(id: number, path: string): Buffer {
  return frame(FRAME.headers, END_HEADERS | END_STREAM, id, requestBlock('GET', path, 'https'))
}

function post(id: number, path: string): Buffer {
  return frame(FRAME.headers, END_HEADERS, id, requestBlock('POST', path, 'https'))
}

function contentOf(id: number, frames: number): Buffer[] {
  const payload = Buffer.alloc(1000, 'a')
  return Array.from({ length: frames }, (_, i) =>
    frame(FRAME.data, i === frames - 1 ? END_STREAM : 0, id, payload),
  )
}

function cancel(id: number): Buffer {
  return frame(FRAME.reset, 0, id, uint32(8))
}
