import { readFileSync } from 'node:fs'
import { connect, constants } from 'node:http2'
import type { ClientHttp2Session, ClientHttp2Stream, IncomingHttpHeaders } from 'node:http2'
import { AUTHORITY } from '../certificates.ts'
import { SendAgain } from './sender.ts'
import type { Answer, Ask, Sender } from './sender.ts'

/** Streams at a time, so that many connections are in use. */
const STREAMS_EACH = 16

/** A connection, and what is known of it. */
interface Connection {
  readonly session: ClientHttp2Session
  streams: number
  /** Whether an answer came over it. */
  isUsed: boolean
  /** The last stream that the server will have looked at, as its GOAWAY says. */
  lastStream: number
}

/** Sends requests over HTTP/2, with TLS or without, by Node's own client; obeys GOAWAY. */
export class Http2Sender implements Sender {
  readonly #scheme: 'http' | 'https'
  readonly #ca: Buffer | undefined
  readonly #connections = new Set<Connection>()

  constructor(isSecure: boolean) {
    this.#scheme = isSecure ? 'https' : 'http'
    this.#ca = isSecure ? readFileSync(AUTHORITY) : undefined
  }

  async send(port: number, ask: Ask): Promise<Answer> {
    const known = ask.isFresh ? undefined : [...this.#connections].find(hasRoom)
    const connection = known ?? this.#open(port)
    if (!ask.isFresh) this.#connections.add(connection)
    connection.streams++
    try {
      return await exchange(connection, ask)
    } finally {
      connection.streams--
      if (ask.isFresh) connection.session.close()
    }
  }

  close(): void {
    for (const { session } of this.#connections) session.close()
  }

  #open(port: number): Connection {
    const session = connect(
      `${this.#scheme}://127.0.0.1:${port}`,
      this.#ca === undefined ? {} : { ca: this.#ca },
    )
    const connection = { session, streams: 0, isUsed: false, lastStream: Infinity }
    // What it means for a stream, the stream tells.
    session.on('error', () => {})
    session.on('goaway', (_code, lastStream) => (connection.lastStream = lastStream))
    session.on('close', () => this.#connections.delete(connection))
    return connection
  }
}

function hasRoom({ session, streams }: Connection): boolean {
  return !session.closed && !session.destroyed && streams < STREAMS_EACH
}

function exchange(connection: Connection, { path = '/', method, content }: Ask): Promise<Answer> {
  const isEmpty = content === undefined
  const head = { ':path': path, ':method': method ?? (isEmpty ? 'GET' : 'POST') }
  const wasUsed = connection.isUsed
  return new Promise((resolve, reject) => {
    const stream = connection.session.request(head, { endStream: isEmpty })
    let headers: IncomingHttpHeaders | null = null
    let text = ''
    let reason = ''
    let isWhole = false
    stream.on('response', (fields) => {
      headers = fields
      connection.isUsed = true
    })
    stream.setEncoding('latin1').on('data', (piece: string) => (text += piece))
    stream.on('end', () => (isWhole = headers !== null && stream.rstCode === constants.NGHTTP2_NO_ERROR))
    stream.on('error', (error: NodeJS.ErrnoException) => (reason = error.code ?? error.message))
    stream.on('close', () => {
      if (isWhole) resolve({ status: Number(headers![':status']), headers: headers!, text })
      else if (isRefused(stream, connection)) reject(new SendAgain('refused', true))
      else if (wasUsed && headers === null) reject(new SendAgain('closed', false))
      else reject(new Error(`${headers === null ? 'no answer' : 'truncated'} ${stream.rstCode} ${reason}`))
    })
    stream.end(content)
  })
}

/** Whether the server has not looked at a stream, and said so (RFC 9113 §6.8, §8.7). */
function isRefused({ id, rstCode }: ClientHttp2Stream, { lastStream }: Connection): boolean {
  return rstCode === constants.NGHTTP2_REFUSED_STREAM || (id ?? Infinity) > lastStream
}
