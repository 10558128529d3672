import { once } from 'node:events'
import { request } from 'node:http'
import type { IncomingHttpHeaders, IncomingMessage, RequestOptions } from 'node:http'
import { connect } from 'node:http2'
import { request as requestSecurely } from 'node:https'
import { pipeline } from 'node:stream'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { createGunzip } from 'node:zlib'
import type { Protocol } from './contender-table.ts'

/** A request that is sent over and over. `Host` and `Connection: keep-alive` are added to its fields. */
export interface Query {
  readonly method: 'GET' | 'POST'
  readonly path: string
  /** Further fields. */
  readonly headers: Readonly<Record<string, string>>
  /** The content; `''`: none. */
  readonly body: string
}

/** What came back. */
export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  /** The content, out of its gzip coding where it has one. */
  readonly body: string
}

/** How long an answer may take. */
const ANSWER_MS = 10_000

/** Sends a request once, over a connection of its own. */
export function ask(port: number, query: Query, protocol: Protocol = 'http'): Promise<Answer> {
  return protocol === 'h2c' ? askHttp2(port, query) : askHttp1(port, query, protocol)
}

async function askHttp1(port: number, query: Query, protocol: 'http' | 'https'): Promise<Answer> {
  const { method, path, body } = query
  const headers = { ...query.headers, ...(body !== '' && { 'content-length': Buffer.byteLength(body) }) }
  const signal = AbortSignal.timeout(ANSWER_MS)
  const options: RequestOptions = { host: '127.0.0.1', port, method, path, headers, agent: false, signal }
  // The certificate is one for tests.
  const outgoing =
    protocol === 'https' ? requestSecurely({ ...options, rejectUnauthorized: false }) : request(options)
  outgoing.end(body)
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage]
  return { status: incoming.statusCode!, headers: incoming.headers, body: await text(decoded(incoming)) }
}

function decoded(incoming: IncomingMessage): Readable {
  if (incoming.headers['content-encoding'] !== 'gzip') return incoming
  // Whoever reads the result sees the error.
  return pipeline(incoming, createGunzip(), () => {})
}

async function askHttp2(port: number, { method, path, headers, body }: Query): Promise<Answer> {
  const session = connect(`http://127.0.0.1:${port}`)
  try {
    const fields = { ...headers, ':method': method, ':path': path }
    const stream = session.request(fields, { signal: AbortSignal.timeout(ANSWER_MS) })
    if (body !== '') stream.end(body)
    const [answered] = (await once(stream, 'response')) as [IncomingHttpHeaders & { ':status': number }]
    return { status: answered[':status'], headers: answered, body: await text(stream) }
  } finally {
    session.destroy()
  }
}

/**
 * Holds an answer against what it should be. A media type may be spelled in all ways that mean the same.
 * @throws Error that says what differs
 */
export function assertAnswer(answer: Answer, type: string | undefined, body: string): void {
  if (answer.status !== 200) throw new Error(`It answers with status ${answer.status}`)
  if (answer.body !== body) throw new Error(`It answers wrongly: ${shortened(answer.body)}`)
  const came = answer.headers['content-type']
  if (type !== undefined && normalized(came) !== normalized(type)) {
    throw new Error(`It answers with type ${came}, not ${type}`)
  }
}

/**
 * Holds the length that an answer tells against what it should be, in octets.
 * @throws Error that says what came
 */
export function assertLength(answer: Answer, length: number): void {
  const came = answer.headers['content-length']
  if (came !== String(length)) throw new Error(`It answers with length ${came}, not ${length}`)
}

function normalized(type: string | undefined): string | undefined {
  return type?.toLowerCase().replaceAll(' ', '')
}

function shortened(body: string): string {
  return body.length > 80 ? `${body.slice(0, 80)}… (${body.length} characters)` : body
}
