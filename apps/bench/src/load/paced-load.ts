import { once } from 'node:events'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { HELLO } from '../contenders/answers.ts'

/** Requests at fixed times. */
export interface Pace {
  readonly port: number
  readonly connections: number
  readonly requestsPerSecond: number
  /** Seconds whose requests are sent but not counted. */
  readonly warmUpSeconds: number
  /** Seconds whose requests are counted. */
  readonly seconds: number
}

interface Connection {
  readonly socket: Socket
  /** Which request it carries. */
  index: number
}

const REQUEST = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'
/** The last octet of an answer, which occurs nowhere else in it. */
const LAST_OCTET = HELLO.charCodeAt(HELLO.length - 1)

/**
 * Asks for `GET /` at even intervals, whether earlier requests were answered or not, and counts from when a request was
 * due: a server that stalls is charged for all requests that had to wait, not for one of each connection.
 * @returns the latency of each counted request in microseconds, in no order
 * @throws Error when a connection is lost
 */
export async function pacedLatencies(pace: Pace): Promise<Float64Array> {
  const { port, requestsPerSecond, warmUpSeconds, seconds } = pace
  const skipped = Math.round(requestsPerSecond * warmUpSeconds)
  const total = skipped + Math.round(requestsPerSecond * seconds)
  const intervalMs = 1000 / requestsPerSecond
  const latencies = new Float64Array(total - skipped)
  const idle = await openConnections(port, pace.connections)
  const all = [...idle]
  const startedAt = performance.now()
  let due = 0
  let answered = 0

  await new Promise<void>((resolve, reject) => {
    for (const connection of all) {
      connection.socket.on('data', (chunk: Buffer) => onAnswer(connection, chunk))
      connection.socket.once('error', reject).once('close', () => reject(new Error('A connection is lost')))
    }
    sendDue()

    /** Looks at the clock all the time: timers are no finer than a millisecond. */
    function sendDue(): void {
      const now = performance.now()
      while (due < total && idle.length > 0 && startedAt + due * intervalMs <= now) {
        const connection = idle.pop()!
        connection.index = due++
        connection.socket.write(REQUEST)
      }
      if (due < total) setImmediate(sendDue)
    }

    function onAnswer(connection: Connection, chunk: Buffer): void {
      if (chunk[chunk.length - 1] !== LAST_OCTET) return
      const { index } = connection
      if (index >= skipped) {
        latencies[index - skipped] = (performance.now() - startedAt - index * intervalMs) * 1000
      }
      idle.push(connection)
      if (++answered === total) resolve()
    }
  })
  for (const { socket } of all) socket.removeAllListeners('close').destroy()
  return latencies
}

async function openConnections(port: number, count: number): Promise<Connection[]> {
  const sockets = Array.from({ length: count }, () => connect({ port, host: '127.0.0.1', noDelay: true }))
  await Promise.all(sockets.map((socket) => once(socket, 'connect')))
  return sockets.map((socket) => ({ socket, index: 0 }))
}
