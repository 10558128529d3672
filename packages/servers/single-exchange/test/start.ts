import { once } from 'node:events'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import type { RunningServer } from '@tsgi/listeners'
import { serveFraming } from '@tsgi/single-exchange'
import type { SingleExchangeOptions } from '@tsgi/single-exchange'
import type { Application, HttpRequest, Service } from '@tsgi/spec'
import { validator } from '@tsgi/validator'
import type { ValidationError } from '@tsgi/validator'
import { expect, onTestFinished } from 'vitest'
import { LINE } from './line-framing.ts'

/** A server that listens, and what it has told. */
export interface Started {
  readonly server: RunningServer
  /** Faults of the application, in order. */
  readonly errors: unknown[]
  /** What peers did wrong: codes, in order. */
  readonly clientErrors: string[]
  /** Opens a connection to it. */
  readonly open: () => Promise<Peer>
}

/**
 * Serves an application on a free port until the test has finished. The validator stands between the two: what either
 * does against SPEC.md fails the test.
 */
export function start(application: Application, options: SingleExchangeOptions = {}): Promise<Started> {
  const violations: ValidationError[] = []
  onTestFinished(() => expect(violations).toEqual([]))
  const validated = validator({ onViolation: (error) => violations.push(error), onWarning: () => {} })
  return startUnchecked(validated(application), options)
}

/** Serves what may do anything. */
export async function startUnchecked(
  served: Application | Service | ((request: HttpRequest) => unknown),
  options: SingleExchangeOptions = {},
): Promise<Started> {
  const errors: unknown[] = []
  const clientErrors: string[] = []
  const server = await serveFraming(
    served as Application,
    {
      ...(options.unix === undefined ? { port: 0 } : {}),
      onError: (error) => errors.push(error),
      onClientError: ({ code }) => clientErrors.push(code),
      ...options,
    },
    { name: '@tsgi/line', version: '1.0.0', scheme: 'line', defaultPort: 0, framing: LINE },
  )
  onTestFinished(() => server.close({ graceMs: 0 }))
  return { server, errors, clientErrors, open: () => openPeer(server) }
}

async function openPeer({ address }: RunningServer): Promise<Peer> {
  const where =
    typeof address === 'string' ? { path: address } : { host: address.address, port: address.port }
  const socket = connect({ ...where, noDelay: true, allowHalfOpen: true })
  onTestFinished(() => void socket.destroy())
  await once(socket, 'connect')
  return new Peer(socket)
}

/** A front server that sends octets exactly as it is told. */
export class Peer {
  readonly socket: Socket
  /** Whether the connection was reset. */
  isReset = false
  #received = ''
  #isOver = false
  #wake: () => void = () => {}

  constructor(socket: Socket) {
    this.socket = socket
    socket.on('data', (bytes) => {
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

  /** Sends octets, text as latin-1. Resolves when the operating system has them, or never will. */
  send(octets: string): Promise<void> {
    return new Promise((resolve) => this.socket.write(octets, 'latin1', () => resolve()))
  }

  /** What comes until the server ends its side or the connection. */
  async rest(): Promise<string> {
    while (!this.#isOver) await this.#arrival()
    return this.#received
  }

  /** Resolves when a text has come. */
  async receive(text: string): Promise<void> {
    while (!this.#received.includes(text)) {
      if (this.#isOver) throw new Error(`The connection ended before ${text}: ${this.#received}`)
      await this.#arrival()
    }
  }

  #arrival(): Promise<void> {
    return new Promise((resolve) => (this.#wake = resolve))
  }
}

/** The status and the content of an answer. */
export function readAnswer(octets: string): { status: string; content: string } {
  const end = octets.indexOf('\r\n\r\n')
  return { status: octets.slice('Status: '.length, octets.indexOf('\r\n')), content: octets.slice(end + 4) }
}

/** Lets the event loop go round: what was written to a socket of this machine has been read then. */
export async function turns(count = 3): Promise<void> {
  for (let i = 0; i < count; i++) await turn()
}
