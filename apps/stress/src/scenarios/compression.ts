import { once } from 'node:events'
import { Agent, get } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { finished } from 'node:stream/promises'
import * as zlib from 'node:zlib'
import { besideHonest } from '../beside.ts'
import { MIB, atLeast, atMost, exactly, noisy, told } from '../finding.ts'
import type { Scenario, Size } from '../scenario.ts'
import { withServer } from '../server-process.ts'
import { descriptorsBack } from '../settled.ts'

/** Those of this Node, which is the server's too. */
const CODINGS = ['gzip', 'br', ...('createZstdCompress' in zlib ? ['zstd'] : [])]

interface Amounts {
  readonly clients: number
  readonly bytes: number
  readonly quietMs: number
  readonly attackedMs: number
}

const SIZES: Readonly<Record<Size, Amounts>> = {
  full: { clients: 50, bytes: 10 * MIB, quietMs: 8000, attackedMs: 20_000 },
  small: { clients: 6, bytes: MIB, quietMs: 200, attackedMs: 500 },
}

/** Large answers that are compressed for each client, and small ones in between. */
export const compression: Scenario = {
  id: 'G26',
  name: 'compression',
  title: 'clients that take 10 MiB in a coding without rest, beside one of small answers',
  run: ({ size }) =>
    withServer({}, async (server) => {
      const { clients, bytes, quietMs, attackedMs } = SIZES[size]
      const before = server.figures().descriptors
      const takers = new Takers(server.port, bytes)
      await takers.takeOnce()
      await server.inside()
      const findings = await besideHonest(server, { quietMs, attackedMs, factor: 2 }, () => {
        takers.start(clients)
        return Promise.resolve(() => takers.stop())
      })
      const { lagMs } = await server.inside()
      return [
        told('clients', clients),
        told('codings', CODINGS.length),
        atLeast('answers taken whole', takers.taken, CODINGS.length),
        exactly('answers that broke off', takers.brokenOff, 0),
        noisy(atMost('event loop late, p99', lagMs, 20, 'ms')),
        ...findings,
        await descriptorsBack(server, before),
      ]
    }),
}

/** Clients that ask again as soon as they have an answer. */
class Takers {
  taken = 0
  brokenOff = 0
  readonly #url: string
  readonly #agent = new Agent({ keepAlive: true })
  #isOver = false

  constructor(port: number, bytes: number) {
    this.#url = `http://127.0.0.1:${port}/compressed?bytes=${bytes}`
  }

  /** So that the engine has compiled what it will run. */
  async takeOnce(): Promise<void> {
    for (const coding of CODINGS) await this.#take(coding)
  }

  start(clients: number): void {
    for (let i = 0; i < clients; i++) void this.#takeOn(CODINGS[i % CODINGS.length]!)
  }

  stop(): void {
    this.#isOver = true
    this.#agent.destroy()
  }

  async #takeOn(coding: string): Promise<void> {
    while (!this.#isOver) {
      try {
        await this.#take(coding)
      } catch {
        if (!this.#isOver) this.brokenOff++
      }
    }
  }

  async #take(coding: string): Promise<void> {
    const request = get(this.#url, { agent: this.#agent, headers: { 'accept-encoding': coding } })
    const [answer] = (await once(request, 'response')) as [IncomingMessage]
    if (answer.headers['content-encoding'] !== coding) throw new Error(`The answer is not in ${coding}`)
    await finished(answer.resume())
    this.taken++
  }
}
