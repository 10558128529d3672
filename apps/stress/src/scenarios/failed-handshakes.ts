import type { Buffer } from 'node:buffer'
import { readFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { connect } from 'node:tls'
import type { ConnectionOptions } from 'node:tls'
import { AUTHORITY, CLIENT, SERVER, STRANGER } from '../certificates.ts'
import type { Certificate } from '../certificates.ts'
import { clientHello } from '../client/client-hello.ts'
import { allThatComes, closed, openSocket } from '../client/raw-client.ts'
import { exactly, memoryAtMost, told } from '../finding.ts'
import type { Finding } from '../finding.ts'
import type { Scenario } from '../scenario.ts'
import { withServer } from '../server-process.ts'
import type { ServerProcess } from '../server-process.ts'
import { descriptorsBack } from '../settled.ts'
import { repeat, until } from '../wait.ts'

const SIZES = { full: { count: 10_000 }, small: { count: 200, handshakeMs: 1000 } }
/** The first ones make the engine compile, and its heap grow. */
const WARM_UP = { full: 3000, small: 200 }
const AT_ONCE = 32
/** A record of TLS, by its first octets. */
const NO_HELLO = '\u0016\u0003\u0001\u0002\u0000 no hello'.repeat(40)
const REQUEST = 'GET / HTTP/1.1\r\nHost: stress\r\nConnection: close\r\n\r\n'

const authority = readFileSync(AUTHORITY)

/** Fails a handshake, and resolves when the client has done its part. */
type Failure = (port: number) => Promise<unknown>

/** Handshakes that fail, of all kinds. */
export const failedHandshakes: Scenario = {
  id: 'G14',
  name: 'failed-handshakes',
  title: 'TLS handshakes that fail, of ten kinds',
  run({ size }) {
    const { count, ...times } = SIZES[size]
    const tls = { ...SERVER, ...times, clientCertificate: 'require', ca: AUTHORITY } as const
    return withServer({ options: { tls } }, (server) => failAll(server, count, WARM_UP[size]))
  },
}

async function failAll(server: ServerProcess, count: number, warmUp: number): Promise<Finding[]> {
  const kinds = failures(await clientHello())
  const all = [...kinds.values()]
  const fail = (times: number): Promise<void> =>
    repeat(times, AT_ONCE, async (i) => void (await all[i % all.length]!(server.port)))
  const { descriptors } = server.figures()
  await fail(warmUp)
  await until(() => server.figures().descriptors <= descriptors)
  const before = { ...server.figures(), ...(await server.inside()) }
  await fail(count)
  const back = await descriptorsBack(server, before.descriptors)
  const { counters, warnings } = await server.inside()
  const { residentBytes } = server.figures()
  const known = await secure(server.port, shown(CLIENT))
  return [
    told('handshakes that failed', count),
    ...[...kinds.keys()].map((what) => told(`of which ${what}`, count / kinds.size)),
    back,
    exactly('connections still open', counters.connections.open, 0),
    exactly('requests that got through', counters.requests.total, 0),
    exactly('warnings more than before', warnings.length - before.warnings.length, 0),
    memoryAtMost('resident memory', residentBytes, 1.1 * before.residentBytes),
    exactly('status for a client that is known', known.slice(9, 12), '200'),
  ]
}

function failures(hello: Buffer): ReadonlyMap<string, Failure> {
  const half = hello.subarray(0, hello.length / 2)
  const oldest = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const
  return new Map<string, Failure>([
    ['octets that are no hello', (port) => untilCut(port, NO_HELLO)],
    ['HTTP without TLS', (port) => untilCut(port, REQUEST)],
    ['left before the hello', (port) => say(port, '', (socket) => socket.destroy())],
    ['left within the hello', (port) => say(port, half, (socket) => socket.destroy())],
    ['ended within the hello', (port) => say(port, half, (socket) => socket.end())],
    ['reset within the hello', (port) => say(port, half, (socket) => socket.resetAndDestroy())],
    ['left after the hello', (port) => say(port, hello, (socket) => socket.destroy())],
    ['TLS 1.1', (port) => secure(port, oldest)],
    ['no client certificate', (port) => secure(port)],
    ["a stranger's certificate", (port) => secure(port, shown(STRANGER))],
  ])
}

/** Says something, and leaves. */
async function say(port: number, octets: string | Buffer, leave: (socket: Socket) => unknown): Promise<void> {
  const socket = await openSocket(port)
  await new Promise((said) => socket.write(octets, said))
  leave(socket.resume())
}

/** Says something, and waits to be cut off. */
async function untilCut(port: number, octets: string): Promise<void> {
  const socket = await openSocket(port)
  socket.resume().write(octets, 'latin1')
  await closed(socket)
}

/** Asks over TLS; resolves to what came until the end. In TLS 1.3 a client learns late that it was not let in. */
function secure(port: number, options: ConnectionOptions = {}): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port, ca: authority, servername: 'localhost', ...options })
  socket.on('error', () => {})
  socket.once('secureConnect', () => socket.write(REQUEST))
  return allThatComes(socket)
}

function shown({ cert, key }: Certificate): ConnectionOptions {
  return { cert: readFileSync(cert), key: readFileSync(key) }
}
