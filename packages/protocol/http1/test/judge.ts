/*
 * llhttp, the parser that Node ships, as a judge. It is asked through Node's own server, over a socket that is none: a
 * connection is one 'data' event, and what the server makes of it is known when the ticks that follow are over.
 */
import type { Buffer } from 'node:buffer'
import { createServer } from 'node:http'
import type { IncomingMessage, Server } from 'node:http'
import { Duplex } from 'node:stream'
import { setImmediate } from 'node:timers/promises'

/** A request that arrived completely. */
export interface Message {
  readonly method: string
  /** Latin-1. */
  readonly content: string
}

/** What was read of a connection. */
export interface Reading {
  readonly messages: readonly Message[]
  /** Why there are no more; `undefined`: the bytes are used up. */
  readonly error: string | undefined
}

/** Reads connections as Node's server does, one at a time. */
export class Judge {
  readonly #server: Server = createServer({ insecureHTTPParser: false, maxHeaderSize: 65_536 })
  #messages: Message[] = []
  #error: string | undefined

  constructor() {
    this.#server.on('request', (request) => this.#collect(request))
    this.#server.on('connect', (request) => this.#collect(request))
    this.#server.on('clientError', (error: NodeJS.ErrnoException) => (this.#error ??= error.code))
  }

  async read(bytes: Buffer): Promise<Reading> {
    this.#messages = []
    this.#error = undefined
    const socket = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() })
    this.#server.emit('connection', socket)
    socket.push(bytes)
    await setImmediate()
    await setImmediate()
    socket.destroy()
    return { messages: this.#messages, error: this.#error }
  }

  #collect(request: IncomingMessage): void {
    const messages = this.#messages
    let content = ''
    request.setEncoding('latin1')
    request.on('data', (text: string) => (content += text))
    request.on('end', () => messages.push({ method: request.method!, content }))
    request.on('error', () => {})
  }
}
