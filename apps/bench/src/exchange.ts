import { once } from 'node:events'
import { request } from 'node:http'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'

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
  readonly body: string
}

/** How long an answer may take. */
const ANSWER_MS = 10_000

/** Sends a request once, over a connection of its own. */
export async function ask(port: number, query: Query): Promise<Answer> {
  const { method, path, body } = query
  const headers = { ...query.headers, ...(body !== '' && { 'content-length': Buffer.byteLength(body) }) }
  const signal = AbortSignal.timeout(ANSWER_MS)
  const outgoing = request({ host: '127.0.0.1', port, method, path, headers, agent: false, signal })
  outgoing.end(body)
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage]
  return { status: incoming.statusCode!, headers: incoming.headers, body: await text(incoming) }
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

function normalized(type: string | undefined): string | undefined {
  return type?.toLowerCase().replaceAll(' ', '')
}

function shortened(body: string): string {
  return body.length > 80 ? `${body.slice(0, 80)}… (${body.length} characters)` : body
}
