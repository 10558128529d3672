/*
 * llhttp, the parser that Node ships, as a judge. It is asked through Node's own server, over a socket that is none: a
 * connection is one 'data' event, and what the server makes of it is known when the ticks that follow are over.
 */
import type { Buffer } from 'node:buffer'
import { createServer } from 'node:http'
import type { IncomingMessage, Server } from 'node:http'
import { Duplex } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import type { Message, Reading } from './message.ts'

/** Reads connections as Node's server does, one at a time. */
export class Judge {
  readonly #server: Server = createServer({ insecureHTTPParser: false, maxHeaderSize: 65_536 })
  #messages: Message[] = []
  #error: string | undefined

  constructor() {
    this.#server.on('request', (request) => this.#collect(request))
    this.#server.on('connect', (request) => (this.#collect(request).isComplete = true))
    this.#server.on('clientError', (error: NodeJS.ErrnoException) => (this.#error ??= error.code))
  }

  async read(bytes: Buffer): Promise<Reading> {
    this.#messages = []
    this.#error = undefined
    const socket = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() })
    this.#server.emit('connection', socket)
    socket.push(bytes)
    await setImmediate()
    socket.destroy()
    return { messages: this.#messages, error: this.#error }
  }

  #collect(request: IncomingMessage): Message {
    const message = messageOf(request)
    this.#messages.push(message)
    // What the parser finds is pushed at once. Events come later, and not at all when an error comes before them.
    request.push = (chunk: Buffer | null) => {
      if (chunk === null) message.isComplete = true
      else message.content += chunk.toString('latin1')
      return true
    }
    request.on('error', () => {})
    return message
  }
}

function messageOf({ method, url, rawHeaders }: IncomingMessage): Message {
  const isConnect = method === 'CONNECT'
  const { authority, path, query } = isConnect ? { authority: url, path: url!, query: '' } : splitTarget(url!)
  const fields = joinFields(rawHeaders)
  if (authority !== undefined) fields['host'] = authority
  return { method: method!, path, query, fields, content: '', isComplete: false }
}

/** The parts of a target that is none too strange: whatever is, the engine refuses. */
function splitTarget(target: string): { authority: string | undefined; path: string; query: string } {
  const [, authority, rest = target] = /^[a-z]+:\/\/([^/?]*)(.*)$/i.exec(target) ?? []
  const [, path, query = ''] = /^([^?]*)(?:\?(.*))?$/.exec(rest)!
  return { authority, path: authority === undefined || path!.startsWith('/') ? path! : `/${path}`, query }
}

/** One value for each name, joined as the engine promises to (RFC 9110 §5.3, RFC 6265 §5.4). */
function joinFields(lines: readonly string[]): Record<string, string> {
  const fields: Record<string, string> = Object.create(null)
  for (let i = 0; i < lines.length; i += 2) {
    const name = lines[i]!.toLowerCase()
    const earlier = fields[name] ?? ''
    const value = lines[i + 1]!
    const comma = name === 'cookie' ? '; ' : ', '
    fields[name] = earlier === '' || value === '' ? earlier + value : earlier + comma + value
  }
  return fields
}
