import { Buffer } from 'node:buffer'
import type { ResponseHead, Transport } from '@tsgi/exchange'
import type { ByteDuplex, ResponseHeaders } from '@tsgi/spec'

/** How a transport behaves; all of it may be changed while an exchange runs. */
export interface Behaviour {
  /** Whether chunks have to wait until `release`. */
  isSlow?: boolean
  /** Whether the client takes trailers. */
  takesTrailers?: boolean
}

/** A wire that writes down what it is told, one line for each call, and is as slow as the test says. */
export class RecordingTransport implements Transport {
  /** What happened: `whole 200 hello`, `head 200 a`, `chunk b`, `end`, `cut`, `finished` … */
  readonly log: string[] = []
  /** Heads in full, as they were given. */
  readonly heads: ResponseHead[] = []
  /** Resolves when the exchange is over. */
  readonly over: Promise<void>
  readonly takesTrailers: boolean
  isSlow: boolean
  #waiting: Array<() => void> = []
  #finish: () => void = () => {}

  constructor({ isSlow = false, takesTrailers = false }: Behaviour = {}) {
    this.isSlow = isSlow
    this.takesTrailers = takesTrailers
    this.over = new Promise((resolve) => (this.#finish = resolve))
  }

  /** What was slow has left. */
  release(): void {
    for (const resolve of this.#waiting.splice(0)) resolve()
  }

  sendWhole(head: ResponseHead, content: string | Uint8Array | null): void {
    this.heads.push(head)
    this.#note('whole', head.status, content)
  }

  sendHead(head: ResponseHead, chunk: string | Uint8Array): Promise<void> | undefined {
    this.heads.push(head)
    this.#note('head', head.status, chunk)
    return this.flushed()
  }

  sendChunk(chunk: string | Uint8Array): Promise<void> | undefined {
    this.#note('chunk', chunk)
    return this.flushed()
  }

  sendEnd(trailers: Readonly<Record<string, string>> | null): void {
    this.#note('end', trailers === null ? null : JSON.stringify(trailers))
  }

  cut(): void {
    this.#note('cut')
  }

  flushed(): Promise<void> | undefined {
    return this.isSlow ? new Promise((resolve) => this.#waiting.push(resolve)) : undefined
  }

  finished(): void {
    this.#note('finished')
    this.#finish()
  }

  sendInformational(status: number, headers: ResponseHeaders): void {
    this.#note('inform', status, JSON.stringify(headers))
  }

  switchProtocols(headers: ResponseHeaders): ByteDuplex {
    this.#note('switch', JSON.stringify(headers))
    return { readable: (async function* () {})(), write() {}, end() {}, destroy() {} }
  }

  rawConnection(): unknown {
    this.#note('raw')
    return { socket: 'the socket' }
  }

  #note(...words: Array<string | number | Uint8Array | null>): void {
    const said = words.filter((word) => word !== null)
    this.log.push(
      said.map((word) => (word instanceof Uint8Array ? Buffer.from(word).toString() : word)).join(' '),
    )
  }
}
