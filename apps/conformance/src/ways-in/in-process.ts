import { Buffer } from 'node:buffer'
import { client, conformanceApplication } from '@tsgi/testing'
import type { ByteDuplex } from '@tsgi/spec'
import type { Client, StreamedAnswer, SuiteAnswer, SuiteRequest } from '@tsgi/testing'
import type { WayIn } from '../way-in.ts'

/** The in-process client of `@tsgi/testing`: the rules of a server without its bytes. */
export const inProcess: WayIn = {
  name: 'in-process client',
  lacks: {
    'expect-continue': 'content is handed over when it is asked for',
    'http/1.0': 'there is no framing and no connection that could differ',
    'malformed-requests': 'requests are made of parts, not of bytes',
    'target-forms': 'requests are made of parts, not of bytes',
  },
  exceptions: {},
  programs: [],
  async start(application) {
    // Cases break rules on purpose. What the validator would say is tested where it lives.
    const inside = client(application, { validate: false })
    return { send: (request) => send(inside, request), url: '', close: () => inside.settled() }
  },
}

/** As with CGI, where nothing that one request left behind meets the next. */
export const inProcessAnew: WayIn = {
  ...inProcess,
  name: 'in-process client of an application made anew for each request',
  lacks: { ...inProcess.lacks, observation: 'each request meets an application of its own' },
  start: async () => ({
    send: async (request) => (await inProcess.start(conformanceApplication())).send(request),
    url: '',
    close: async () => {},
  }),
}

/** An answer of which nothing has arrived, or what has. */
const NOTHING: SuiteAnswer = {
  status: null,
  headers: [],
  body: new Uint8Array(),
  trailers: [],
  informational: [],
  complete: false,
}

async function send(inside: Client, request: SuiteRequest): Promise<SuiteAnswer> {
  const { method = 'GET', target = '/', host, headers = [], body, signal } = request
  const offersUpgrade = request.onUpgrade !== undefined
  let streamed: StreamedAnswer
  try {
    streamed = await inside.stream(method, target, {
      headers: joined([['host', host ?? 'conformance.test'], ...headers]),
      ...(body && !offersUpgrade && { body: contentOf(request, body) }),
      ...(signal && { signal }),
    })
  } catch {
    return NOTHING
  }
  if (streamed.connection !== null) await talk(streamed.connection, request)
  return receive(streamed, request)
}

/** What the client sends along with its offer comes first on the connection. */
async function talk(connection: ByteDuplex, { body = [], onUpgrade }: SuiteRequest): Promise<void> {
  for await (const piece of body) await connection.write(Buffer.from(piece))
  await onUpgrade?.(connection)
}

async function receive(streamed: StreamedAnswer, { onArrival }: SuiteRequest): Promise<SuiteAnswer> {
  const { status, informational } = streamed
  let answer: SuiteAnswer = {
    ...NOTHING,
    status,
    headers: linesOf(streamed.headers),
    informational: informational.map((inform) => ({ ...inform, headers: linesOf(inform.headers) })),
  }
  await onArrival?.(answer)
  const chunks = streamed.chunks[Symbol.asyncIterator]()
  for (;;) {
    const chunk = await chunks.next().catch(() => null)
    if (chunk === null) return answer
    if (chunk.done === true) break
    answer = { ...answer, body: Buffer.concat([answer.body, chunk.value]) }
    await onArrival?.(answer)
  }
  return { ...answer, trailers: Object.entries(streamed.trailers()), complete: true }
}

/** The client takes one value for each name: lines are joined as a server does (SPEC HEAD-2). */
function joined(lines: ReadonlyArray<readonly [name: string, value: string]>): Record<string, string> {
  const fields = new Map<string, string>()
  for (const [rawName, rawValue] of lines) {
    const name = rawName.toLowerCase()
    const value = rawValue.replace(/^[\t ]+|[\t ]+$/g, '')
    const before = fields.get(name)
    fields.set(name, before === undefined ? value : before + (name === 'cookie' ? '; ' : ', ') + value)
  }
  return Object.fromEntries(fields)
}

function linesOf(headers: StreamedAnswer['headers']): Array<readonly [name: string, value: string]> {
  return Object.entries(headers).flatMap(([name, lines]) =>
    [lines].flat().map((line) => [name, line] as const),
  )
}

/** Content that is delimited by its length goes in one piece; content whose framing is left open never ends. */
function contentOf(
  { framing }: SuiteRequest,
  body: NonNullable<SuiteRequest['body']>,
): Uint8Array | AsyncIterable<string | Uint8Array> {
  if (!Array.isArray(body)) return body as AsyncIterable<Uint8Array>
  const pieces = body as ReadonlyArray<string | Uint8Array>
  if (framing === undefined || framing === 'length')
    return Buffer.concat(pieces.map((piece) => Buffer.from(piece)))
  return (async function* () {
    yield* pieces
    if (framing === 'none') await new Promise(() => {})
  })()
}
