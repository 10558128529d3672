import { Buffer } from 'node:buffer'
import { connect, constants } from 'node:http2'
import type {
  ClientHttp2Session,
  ClientHttp2Stream,
  IncomingHttpHeaders,
  OutgoingHttpHeaders,
} from 'node:http2'
import type { Send, SuiteAnswer, SuiteRequest } from '@tsgi/testing'

type Field = readonly [name: string, value: string]
type Arriving = { -readonly [Name in keyof SuiteAnswer]: SuiteAnswer[Name] }

/** A client of HTTP/2 sends none of them. */
const CONNECTION_FIELDS = new Set([
  'connection',
  'upgrade',
  'keep-alive',
  'transfer-encoding',
  'http2-settings',
])

/** Makes a `Send` for a server of HTTP/2 with prior knowledge. */
export function http2Sender(url: string): Send {
  const kept = new WeakMap<object, ClientHttp2Session>()
  return async (request) => {
    const { connection } = request
    const reused = connection === undefined ? undefined : kept.get(connection)
    const session = reused?.closed === false ? reused : connect(url)
    session.on('error', () => {})
    if (connection !== undefined) kept.set(connection, session)
    try {
      return await converse(session, request)
    } finally {
      if (connection === undefined) session.destroy()
    }
  }
}

async function converse(session: ClientHttp2Session, request: SuiteRequest): Promise<SuiteAnswer> {
  const answer: Arriving = {
    status: null,
    headers: [],
    body: new Uint8Array(),
    trailers: [],
    informational: [],
    complete: false,
  }
  const stream = session.request(fieldsOf(request), { endStream: request.body === undefined })
  const closed = new Promise((resolve) => stream.on('close', resolve))
  stream.on('error', () => {})
  const informed = (headers: IncomingHttpHeaders, _flags: number, list: string[]): void => {
    const status = Number(headers[':status'])
    answer.informational = [...answer.informational, { status, headers: linesOf(list) }]
  }
  stream.on('headers', informed as never)
  const trailed = (_headers: IncomingHttpHeaders, _flags: number, list: string[]): void => {
    answer.trailers = linesOf(list)
  }
  stream.on('trailers', trailed as never)
  // A client that leaves breaks everything off.
  request.signal?.addEventListener('abort', () => session.destroy(), { once: true })
  void send(stream, request).catch(() => session.destroy())
  await head(stream, answer, closed)
  const isWhole = await content(stream, answer, request)
  if (!isWhole) await closed
  answer.complete =
    isWhole && request.signal?.aborted !== true && stream.rstCode === constants.NGHTTP2_NO_ERROR
  return answer
}

function fieldsOf(request: SuiteRequest): OutgoingHttpHeaders {
  const { method = 'GET', target = '/', host = 'conformance.test', headers = [], body, framing } = request
  const fields = Object.create(null) as Record<string, string | string[]>
  Object.assign(fields, { ':method': method, ':path': target })
  if (host !== null) fields[':authority'] = host
  for (const [name, value] of headers) {
    const key = name.toLowerCase()
    if (CONNECTION_FIELDS.has(key)) continue
    const earlier = fields[key]
    fields[key] = earlier === undefined ? value : [...[earlier].flat(), value]
  }
  if (request.expectContinue === true) fields['expect'] = '100-continue'
  if (Array.isArray(body) && framing !== 'chunked')
    fields['content-length'] = String(Buffer.concat(body.map(bytesOf)).length)
  return fields
}

function bytesOf(piece: string | Uint8Array): Uint8Array {
  return typeof piece === 'string' ? Buffer.from(piece) : piece
}

async function send(
  stream: ClientHttp2Stream,
  { body, expectContinue, framing }: SuiteRequest,
): Promise<void> {
  if (body === undefined) return
  if (expectContinue === true && !(await isWanted(stream))) return void stream.end()
  for await (const piece of body) {
    if (stream.closed) return
    await new Promise((resolve) => stream.write(bytesOf(piece), resolve))
  }
  // Framing that the case writes itself: only the length tells where the content ends.
  if (framing !== 'none') stream.end()
}

function isWanted(stream: ClientHttp2Stream): Promise<boolean> {
  return new Promise((resolve) => {
    stream.on('continue', () => resolve(true))
    stream.on('response', () => resolve(false))
  })
}

async function head(stream: ClientHttp2Stream, answer: Arriving, closed: Promise<unknown>): Promise<void> {
  const response = new Promise<void>((resolve) => {
    const arrived = (headers: IncomingHttpHeaders, _flags: number, list: string[]): void => {
      answer.status = Number(headers[':status'])
      answer.headers = linesOf(list)
      resolve()
    }
    stream.on('response', arrived as never)
  })
  await Promise.race([response, closed])
}

async function content(
  stream: ClientHttp2Stream,
  answer: Arriving,
  { onArrival }: SuiteRequest,
): Promise<boolean> {
  if (answer.status === null) return false
  await onArrival?.(answer)
  try {
    for await (const chunk of stream as AsyncIterable<Uint8Array>) {
      answer.body = Buffer.concat([answer.body, chunk])
      await onArrival?.(answer)
    }
    return true
  } catch {
    // The stream was reset: before its end, or, when the server wants no more of the request, after it.
    return stream.readableEnded
  }
}

function linesOf(list: readonly string[]): Field[] {
  const lines: Field[] = []
  for (let i = 0; i < list.length; i += 2) if (!list[i]!.startsWith(':')) lines.push([list[i]!, list[i + 1]!])
  return lines
}
