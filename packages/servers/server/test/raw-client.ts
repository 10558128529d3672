import type { Buffer } from 'node:buffer'
import { once } from 'node:events'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import type { Server } from '@tsgi/server'
import { onTestFinished } from 'vitest'
import { parseAnswer } from './answer.ts'
import type { Answer } from './answer.ts'

/**
 * Opens a connection to a server, which is gone when the test has finished.
 * @param isStubborn whether the client leaves its side open when the server has ended its own
 */
export async function openClient(
  { address }: Pick<Server, 'address'>,
  isStubborn = false,
): Promise<RawClient> {
  const where =
    typeof address === 'string' ? { path: address } : { host: address.address, port: address.port }
  const socket = connect({ ...where, noDelay: true, allowHalfOpen: isStubborn })
  onTestFinished(() => void socket.destroy())
  await once(socket, 'connect')
  return new RawClient(socket)
}

/** A client that sends octets exactly as it is told. */
export class RawClient {
  readonly socket: Socket
  /** Whether the server, or something on the way, has reset the connection. */
  isReset = false
  #received = ''
  #isOver = false
  #wake: () => void = () => {}

  constructor(socket: Socket) {
    this.socket = socket
    socket.on('data', (bytes: Buffer) => {
      this.#received += bytes.toString('latin1')
      this.#wake()
    })
    socket.on('error', () => (this.isReset = true))
    const over = (): void => {
      this.#isOver = true
      this.#wake()
    }
    socket.on('end', over)
    socket.on('close', over)
  }

  /** Whether the server has ended its side. */
  get isOver(): boolean {
    return this.#isOver
  }

  /** Octets that no answer was taken from. */
  get received(): string {
    return this.#received
  }

  /** Sends octets, text as latin-1. Resolves when the operating system has them, or never will. */
  send(octets: string | Uint8Array): Promise<void> {
    return new Promise((resolve) => {
      if (typeof octets === 'string') this.socket.write(octets, 'latin1', () => resolve())
      else this.socket.write(octets, () => resolve())
    })
  }

  /** Sends pieces so that each comes to the server in a read of its own. */
  async sendApart(pieces: Iterable<string>): Promise<void> {
    for (const piece of pieces) {
      await this.send(piece)
      await turns()
    }
  }

  /** The next answer, informational ones included. */
  async answer(method = 'GET'): Promise<Answer> {
    for (;;) {
      const parsed = parseAnswer(this.#received, method, this.#isOver)
      if (parsed !== undefined) {
        this.#received = this.#received.slice(parsed.size)
        return parsed.answer
      }
      if (this.#isOver)
        throw new Error(`The connection ended within an answer: ${JSON.stringify(this.#received)}`)
      await this.#arrival()
    }
  }

  /** The next answers. */
  async answers(count: number): Promise<Answer[]> {
    const answers: Answer[] = []
    while (answers.length < count) answers.push(await this.answer())
    return answers
  }

  /** What comes until the server ends its side or the connection. */
  async rest(): Promise<string> {
    while (!this.#isOver) await this.#arrival()
    const rest = this.#received
    this.#received = ''
    return rest
  }

  /** Resolves when that much waits to be taken, or the server has ended its side. */
  async receive(length: number): Promise<string> {
    while (this.#received.length < length && !this.#isOver) await this.#arrival()
    return this.#received
  }

  /** Ends our side; the server may still send. */
  end(): void {
    this.socket.end()
  }

  /** Leaves, with a reset. */
  reset(): void {
    this.socket.resetAndDestroy()
  }

  #arrival(): Promise<void> {
    return new Promise((resolve) => (this.#wake = resolve))
  }
}

/** Lets the event loop go round: what was written to a socket of this machine has been read then. */
export async function turns(count = 3): Promise<void> {
  for (let i = 0; i < count; i++) await turn()
}
