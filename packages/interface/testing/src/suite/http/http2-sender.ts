/*
 * A client of HTTP/2 that stands on `node:http2`, which speaks the protocol by itself: what is malformed cannot be sent,
 * and what comes is not read more strictly than Node does.
 */
import { Buffer } from 'node:buffer'
import { connect, constants } from 'node:http2'
import type {
  ClientHttp2Session,
  ClientHttp2Stream,
  IncomingHttpHeaders,
  OutgoingHttpHeaders,
} from 'node:http2'
import type { Limitations } from '../case.ts'
import type { Send, SuiteRequest } from '../send.ts'
import { openSocket } from './open-socket.ts'
import type { HttpAddress, SenderOptions } from './open-socket.ts'
import { nothingYet } from './read-answer.ts'
import type { ArrivingAnswer } from './read-answer.ts'
import { withinLimit } from './within-limit.ts'

/** What the suite cannot show through `http2Sender`, whatever the server. */
export const HTTP2_LIMITATIONS: Limitations = {
  lacks: {
    'http/1.0': 'HTTP/2 is another protocol',
    'malformed-requests': 'the client of Node does not send them',
    'target-forms': 'HTTP/2 has other ones',
    upgrade: 'HTTP/2 has no upgrade',
  },
  exceptions: {
    'field-value-trimmed': 'blanks around values are malformed in HTTP/2',
    'trailers-not-asked-for': 'over HTTP/2 they need not be (SPEC TRAIL-1)',
  },
}

/**
 * Makes a `Send` for whatever speaks HTTP/2 on a socket: with prior knowledge, or over TLS where it agrees to (ALPN).
 * Rejects when nobody listens there. Fields about the connection are left out, and so is `httpVersion`.
 */
export function http2Sender(address: HttpAddress, { timeoutMs = 10_000, tls }: SenderOptions = {}): Send {
  const kept = new WeakMap<object, ClientHttp2Session>()

  const send: Send = async (request) => {
    const { connection, signal } = request
    const reused = takeKept(kept, connection)
    const session = reused ?? (await open(address, tls))
    const answer = nothingYet()
    const leave = (): void => session.destroy()
    await withinLimit(timeoutMs, leave, answer, () => converse(session, request, answer))
    if (reused !== undefined && answer.status === null && signal?.aborted !== true) return send(request)
    if (connection === undefined) leave()
    else kept.set(connection, session)
    return answer
  }
  return send
}

function takeKept(
  kept: WeakMap<object, ClientHttp2Session>,
  connection: object | undefined,
): ClientHttp2Session | undefined {
  const session = connection && kept.get(connection)
  return session?.closed === false ? session : undefined
}

async function open(address: HttpAddress, tls: SenderOptions['tls']): Promise<ClientHttp2Session> {
  const socket = await openSocket(address, tls, 'h2')
  const scheme = tls === undefined ? 'http' : 'https'
  const session = connect(`${scheme}://conformance.test`, { createConnection: () => socket })
  // What goes wrong from here on shows at the streams.
  return session.on('error', () => {})
}

/** Writes and reads at the same time: servers may answer before they have read everything. */
async function converse(
  session: ClientHttp2Session,
  request: SuiteRequest,
  answer: ArrivingAnswer,
): Promise<void> {
  const { signal } = request
  // A client that leaves breaks everything off.
  const leave = (): void => session.destroy()
  const stream = session.request(fieldsOf(request), { endStream: request.body === undefined })
  const closed = new Promise<void>((resolve) => stream.on('close', resolve))
  stream.on('error', () => {})
  noteFields(stream, answer)
  signal?.addEventListener('abort', leave, { once: true })
  if (signal?.aborted === true) leave()
  void writeContent(stream, request).catch(leave)
  await Promise.race([new Promise((resolve) => stream.once('response', resolve)), closed])
  const isWhole = await readContent(stream, answer, request)
  if (!isWhole) await closed
  answer.complete = isWhole && signal?.aborted !== true && stream.rstCode === constants.NGHTTP2_NO_ERROR
  signal?.removeEventListener('abort', leave)
}

/** A client of HTTP/2 sends none of them (RFC 9113 §8.2.2). */
const CONNECTION_FIELDS = new Set([
  'connection',
  'upgrade',
  'keep-alive',
  'transfer-encoding',
  'http2-settings',
])

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

type FieldsListener = (headers: IncomingHttpHeaders, flags: number, list: string[]) => void

/** The events are typed without the list of fields as they came. */
function noteFields(stream: ClientHttp2Stream, answer: ArrivingAnswer): void {
  const listeners: Record<string, FieldsListener> = {
    headers: (headers, _flags, list) =>
      void answer.informational.push({ status: Number(headers[':status']), headers: linesOf(list) }),
    response(headers, _flags, list) {
      answer.status = Number(headers[':status'])
      answer.headers = linesOf(list)
    },
    trailers: (_headers, _flags, list) => void (answer.trailers = linesOf(list)),
  }
  for (const [event, listener] of Object.entries(listeners)) stream.on(event, listener as () => void)
}

function linesOf(list: readonly string[]): ArrivingAnswer['headers'] {
  const lines: ArrivingAnswer['headers'] = []
  for (let i = 0; i < list.length; i += 2) if (!list[i]!.startsWith(':')) lines.push([list[i]!, list[i + 1]!])
  return lines
}

async function writeContent(
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

/** @returns whether it came to its end */
async function readContent(
  stream: ClientHttp2Stream,
  answer: ArrivingAnswer,
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
