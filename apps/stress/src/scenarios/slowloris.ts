import { besideHonest } from '../beside.ts'
import { runElsewhere } from '../client/elsewhere.ts'
import { atLeast, atMost, told } from '../finding.ts'
import type { Finding } from '../finding.ts'
import type { PlainOptions } from '../server/messages.ts'
import type { Scenario, Size } from '../scenario.ts'
import { withServer } from '../server-process.ts'
import { descriptorsBack } from '../settled.ts'

interface Amounts {
  readonly count: number
  readonly everyMs: number
  /** How long the server may bear with one of them. */
  readonly limitMs: number
  readonly quietMs: number
  readonly attackedMs: number
}

interface Slow {
  readonly options: Readonly<Record<Size, PlainOptions>>
  readonly sizes: Readonly<Record<Size, Amounts>>
  readonly opening: string
  readonly piece: string
}

/** Heads that come octet by octet. */
export const slowloris: Scenario = {
  id: 'G9',
  name: 'slowloris',
  title: 'heads that come octet by octet, beside an honest client',
  run: ({ size }) =>
    attack(size, {
      options: { full: {}, small: { headTimeoutMs: 400 } },
      sizes: {
        full: { count: 1000, everyMs: 5000, limitMs: 11_000, quietMs: 8000, attackedMs: 24_000 },
        small: { count: 100, everyMs: 50, limitMs: 1400, quietMs: 200, attackedMs: 1200 },
      },
      opening: 'GET / HTTP/1.1\r\nHost: stress\r\nX-Slow: ',
      piece: 'a',
    }),
}

/** Content that comes octet by octet. */
export const slowContent: Scenario = {
  id: 'G10',
  name: 'slow-content',
  title: 'content that comes octet by octet, beside an honest client',
  run: ({ size }) =>
    attack(size, {
      options: { full: {}, small: { contentTimeoutMs: 400 } },
      sizes: {
        full: { count: 1000, everyMs: 1000, limitMs: 31_000, quietMs: 8000, attackedMs: 40_000 },
        small: { count: 100, everyMs: 50, limitMs: 1400, quietMs: 200, attackedMs: 1200 },
      },
      opening: 'POST /upload HTTP/1.1\r\nHost: stress\r\nContent-Length: 1000000\r\n\r\n',
      piece: 'a',
    }),
}

function attack(size: Size, { options, sizes, opening, piece }: Slow): Promise<Finding[]> {
  const { count, everyMs, limitMs, quietMs, attackedMs } = sizes[size]
  return withServer({ options: options[size] }, async (server) => {
    const before = server.figures().descriptors
    const lives: number[] = []
    const findings = await besideHonest(server, { quietMs, attackedMs, factor: 1.2 }, () =>
      runElsewhere('swarmer', [server.port, count, opening, piece, everyMs], (ms) => lives.push(Number(ms))),
    )
    return [
      told('slow connections at a time', count),
      atLeast('slow connections cut off', lives.length, count),
      atMost('the longest of them lived', Math.max(...lives), limitMs, 'ms'),
      ...findings,
      await descriptorsBack(server, before),
    ]
  })
}
