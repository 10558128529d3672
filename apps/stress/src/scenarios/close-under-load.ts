import { setTimeout as sleep } from 'node:timers/promises'
import { HonestClient } from '../client/honest-client.ts'
import { atMost, exactly, noisy, told } from '../finding.ts'
import type { Finding } from '../finding.ts'
import { PROTOCOL_OPTIONS } from '../protocol.ts'
import type { Protocol } from '../protocol.ts'
import type { Scenario, Size } from '../scenario.ts'
import { withServer } from '../server-process.ts'
import type { ServerProcess } from '../server-process.ts'
import { descriptorsBack } from '../settled.ts'
import { repeat } from '../wait.ts'

const SIZES = { full: 100_000, small: 5000 }
const CONNECTIONS = 256
/**
 * Connections that were begun before the next server was known have asked something by then: closing drops those that
 * have not. When 256 clients come at once, TLS takes its time.
 */
const HAND_OVER_MS: Readonly<Record<Protocol, number>> = { http: 300, h2c: 300, https: 2000, h2: 2000 }
const ANSWERS: ReadonlyArray<{ path: string; length: number }> = [
  { path: '/', length: 6 },
  { path: '/', length: 6 },
  { path: '/', length: 6 },
  { path: '/slow?ms=100', length: 1000 },
  { path: '/stream?chunks=4&ms=100', length: 4096 },
  { path: '/big?bytes=100000', length: 100_000 },
]

/** Servers that close, one after the other, while clients ask. */
export const closeUnderLoad: Scenario = {
  id: 'G2',
  name: 'close-under-load',
  title: 'servers that take over from each other, each closed while clients ask',
  run: ({ size }) => takeOver(size, 'http'),
}

/** The same with TLS. */
export const closeSecureUnderLoad: Scenario = {
  id: 'G2',
  name: 'close-tls-under-load',
  title: 'the same with TLS',
  run: ({ size }) => takeOver(size, 'https'),
}

/** The same over HTTP/2. */
export const closeHttp2UnderLoad: Scenario = {
  id: 'G2',
  name: 'close-http2-under-load',
  title: 'the same over HTTP/2: refused streams are sent again',
  run: ({ size }) => takeOver(size, 'h2'),
}

/** Clients stay with the old server until it closes: only new connections go to the next. */
function takeOver(size: Size, protocol: Protocol): Promise<Finding[]> {
  return withServer({ options: PROTOCOL_OPTIONS[protocol] }, async (server) => {
    const count = SIZES[size]
    const client = new HonestClient(() => server.port, protocol)
    const before = server.figures().descriptors
    const over = new AbortController()
    const closing = closeAgainAndAgain(server, HAND_OVER_MS[protocol], over.signal)
    let wrong = 0
    await repeat(count, CONNECTIONS, async (i) => {
      const { path, length } = ANSWERS[i % ANSWERS.length]!
      const answer = await client.ask({ path, isFresh: i % 20 === 0 })
      if (answer !== null && answer.text.length !== length) wrong++
    })
    over.abort()
    const closed = await closing
    client.close()
    return [
      told('requests', client.answered),
      told('servers closed meanwhile', closed),
      exactly('requests that failed', client.failureList, ''),
      exactly('answers that were wrong', wrong, 0),
      told('requests refused, and sent elsewhere', client.refused),
      noisy(atMost('requests sent twice', (client.retried / count) * 100, 0.05, '%')),
      await descriptorsBack(server, before),
    ]
  })
}

/** @returns how many servers were closed */
async function closeAgainAndAgain(
  server: ServerProcess,
  handOverMs: number,
  signal: AbortSignal,
): Promise<number> {
  let closed = 0
  while (!signal.aborted) {
    await server.next()
    await sleep(handOverMs)
    await server.closeOld()
    closed++
  }
  return closed
}
