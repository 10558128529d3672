import { Buffer } from 'node:buffer'
import { ExchangeAborted, IncomingBody, createGateway, runExchange } from '@tsgi/exchange'
import type { Gateway, IncomingRequest } from '@tsgi/exchange'
import type { Application, ByteDuplex, ResponseHeaders, ServerInfo } from '@tsgi/spec'
import { validator } from '@tsgi/validator'
import { CookieJar } from './cookie-jar.ts'
import { InProcessTransport } from './in-process-transport.ts'
import type { Receiver } from './in-process-transport.ts'
import { contentOf, incomingRequest, isWhole, withContent } from './incoming-request.ts'
import type { RequestInit, UploadChunk } from './incoming-request.ts'

/** How a client calls its application. */
export interface ClientOptions {
  /**
   * Whether the validator checks the application and this client against SPEC. What it finds is among `errors`, and
   * broken rules of the application are answered with 500. Default true.
   */
  validate?: boolean
  /** Whether cookies that answers set are kept and sent back, as a browser does. Default false. */
  cookies?: boolean
}

/** Calls one application in this process, by the rules that hold for a server. */
export interface Client {
  /** What was reported as a fault so far: errors that the application threw, broken rules. */
  readonly errors: readonly unknown[]
  /** Cookies that are kept: values by name. Empty without the option `cookies`. */
  readonly cookies: ReadonlyMap<string, string>
  /** Sends GET and reads the whole answer. */
  readonly get: (target: string, init?: RequestInit) => Promise<Answer>
  /** Sends HEAD. */
  readonly head: (target: string, init?: RequestInit) => Promise<Answer>
  /** Sends POST. */
  readonly post: (target: string, init?: RequestInit) => Promise<Answer>
  /** Sends PUT. */
  readonly put: (target: string, init?: RequestInit) => Promise<Answer>
  /** Sends PATCH. */
  readonly patch: (target: string, init?: RequestInit) => Promise<Answer>
  /** Sends DELETE. */
  readonly delete: (target: string, init?: RequestInit) => Promise<Answer>
  /** Sends OPTIONS. */
  readonly options: (target: string, init?: RequestInit) => Promise<Answer>
  /**
   * Sends any method and reads the whole answer.
   * @throws the reason, when the answer breaks off or the request is aborted
   */
  readonly request: (method: string, target: string, init?: RequestInit) => Promise<Answer>
  /** Sends any method; resolves with the head, while the content is still to come. */
  readonly stream: (method: string, target: string, init?: RequestInit) => Promise<StreamedAnswer>
  /** Resolves when all work given to `waitUntil` has settled. */
  readonly settled: () => Promise<void>
}

/** The head of an answer. */
export interface AnswerHead {
  /** Status of the final response. */
  readonly status: number
  /** Fields as a client gets them: `date` and `content-length` added, those of the connection left out. */
  readonly headers: ResponseHeaders
  /** The 1xx responses before it. */
  readonly informational: ReadonlyArray<{ readonly status: number; readonly headers: ResponseHeaders }>
}

/** A whole answer. */
export interface Answer extends AnswerHead {
  /** The content. */
  readonly body: Uint8Array
  /** The content as UTF-8. */
  readonly text: string
  /** Trailers; empty when there are none. */
  readonly trailers: Readonly<Record<string, string>>
  /** The content as JSON. @throws SyntaxError */
  json(): unknown
}

/** An answer whose content is still to come. */
export interface StreamedAnswer extends AnswerHead {
  /** The content, in the chunks of the application; throws when the answer breaks off. The application waits. */
  readonly chunks: AsyncIterable<Uint8Array>
  /** Trailers, once the content was read; empty when there are none. */
  readonly trailers: () => Readonly<Record<string, string>>
  /** The client's end of the connection, after 101. */
  readonly connection: ByteDuplex | null
  /** Leaves, as a client does that closes its connection. */
  abort(): void
}

const INFO: ServerInfo = Object.freeze({
  name: '@tsgi/testing',
  version: '0',
  spec: '1.0',
  runtime: `node/${process.versions.node}`,
})

/** Makes a client of an application. */
export function client(application: Application, options: ClientOptions = {}): Client {
  const errors: unknown[] = []
  const note = (error: unknown): void => {
    // A violation that was thrown comes by twice: from the validator, and as the fault of its exchange.
    if (!errors.includes(error)) errors.push(error)
  }
  const checked = options.validate === false ? application : validator({ onViolation: note })(application)
  const gateway = createGateway(checked, INFO, note)
  const jar = new CookieJar()
  const stream = async (method: string, target: string, init: RequestInit = {}): Promise<StreamedAnswer> => {
    if (options.cookies !== true) return send(gateway, method, target, init)
    const answer = await send(gateway, method, target, withCookies(init, jar, target))
    jar.keep(target, answer.headers)
    return answer
  }
  const request = (method: string, target: string, init?: RequestInit): Promise<Answer> =>
    stream(method, target, init).then(readAll)
  return {
    errors,
    get cookies() {
      return jar.values
    },
    get: (target, init) => request('GET', target, init),
    head: (target, init) => request('HEAD', target, init),
    post: (target, init) => request('POST', target, init),
    put: (target, init) => request('PUT', target, init),
    patch: (target, init) => request('PATCH', target, init),
    delete: (target, init) => request('DELETE', target, init),
    options: (target, init) => request('OPTIONS', target, init),
    request,
    stream,
    async settled() {
      await Promise.all(gateway.work)
    },
  }
}

/** A field of the request itself goes before what is kept. */
function withCookies(init: RequestInit, jar: CookieJar, target: string): RequestInit {
  const cookie = jar.headerFor(target, init.scheme ?? 'http')
  return cookie === undefined ? init : { ...init, headers: { cookie, ...init.headers } }
}

/** Runs one exchange; resolves with the head of the answer. */
function send(gateway: Gateway, method: string, target: string, given: RequestInit): Promise<StreamedAnswer> {
  const init = withContent(given)
  return new Promise((resolve, reject) => {
    const answer = new Arriving(resolve, reject)
    const incoming = incomingRequest(method, target, init)
    const transport = new InProcessTransport(answer, /\btrailers\b/i.test(incoming.headers['te'] ?? ''))
    answer.transport = transport
    const upload = startUpload(contentOf(init))
    const exchange = runExchange(gateway, withBody(incoming, upload), transport)
    answer.leave = () => {
      const reason = new ExchangeAborted('CLIENT_LEFT', 'The client aborted the request')
      upload?.fail(reason)
      exchange.abort(reason)
      transport.disconnect(reason)
    }
    init.signal?.addEventListener('abort', () => answer.abort(), { once: true })
    if (init.signal?.aborted === true) answer.abort()
  })
}

function withBody(incoming: IncomingRequest, upload: IncomingBody | null): IncomingRequest {
  return upload === null ? incoming : { ...incoming, body: upload.content }
}

/** Feeds the body of a request chunk by chunk, each only when the application asks for it. */
function startUpload(body: ReturnType<typeof contentOf>): IncomingBody | null {
  if (body === null || (isWhole(body) && body.length === 0)) return null
  const chunks = isWhole(body) ? [body][Symbol.iterator]() : iteratorOf(body)
  const upload: IncomingBody = new IncomingBody({ pull: () => void feed(upload, chunks), leave: () => {} })
  return upload
}

function iteratorOf(
  body: Iterable<UploadChunk> | AsyncIterable<UploadChunk>,
): Iterator<UploadChunk> | AsyncIterator<UploadChunk> {
  return Symbol.asyncIterator in body ? body[Symbol.asyncIterator]() : body[Symbol.iterator]()
}

async function feed(
  upload: IncomingBody,
  chunks: Iterator<UploadChunk> | AsyncIterator<UploadChunk>,
): Promise<void> {
  try {
    let step = await chunks.next()
    while (step.done !== true && step.value.length === 0) step = await chunks.next()
    if (step.done === true) upload.end()
    else upload.push(new Uint8Array(Buffer.from(step.value as Uint8Array)))
  } catch (error) {
    upload.fail(error)
  }
}

/** An answer on its way. */
class Arriving implements Receiver, StreamedAnswer {
  status = 0
  headers: ResponseHeaders = {}
  connection: ByteDuplex | null = null
  readonly informational: Array<{ status: number; headers: ResponseHeaders }> = []
  transport: InProcessTransport | null = null
  leave: () => void = () => {}
  readonly #resolve: (answer: StreamedAnswer) => void
  readonly #reject: (error: unknown) => void
  #trailers: Readonly<Record<string, string>> = {}
  #error: unknown = undefined

  constructor(resolve: (answer: StreamedAnswer) => void, reject: (error: unknown) => void) {
    this.#resolve = resolve
    this.#reject = reject
  }

  get chunks(): AsyncIterable<Uint8Array> {
    return this.#read()
  }

  trailers = (): Readonly<Record<string, string>> => this.#trailers

  abort(): void {
    this.leave()
  }

  // What the transport tells

  head(status: number, headers: ResponseHeaders): void {
    this.status = status
    this.headers = headers
    this.#resolve(this)
  }

  end(trailers: Readonly<Record<string, string>> | null): void {
    this.#trailers = trailers ?? {}
  }

  broken(error: unknown): void {
    this.#error = error
    this.#reject(error)
  }

  upgraded(headers: ResponseHeaders, connection: ByteDuplex): void {
    this.connection = connection
    this.head(101, headers)
  }

  informationalResponse(status: number, headers: ResponseHeaders): void {
    this.informational.push({ status, headers })
  }

  async *#read(): AsyncGenerator<Uint8Array, void> {
    yield* this.transport!.chunks()
    if (this.#error !== undefined) throw this.#error
  }
}

async function readAll(answer: StreamedAnswer): Promise<Answer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of answer.chunks) chunks.push(chunk)
  const body = new Uint8Array(Buffer.concat(chunks))
  const text = Buffer.from(body).toString()
  const { status, headers, informational } = answer
  return {
    status,
    headers,
    informational,
    body,
    text,
    trailers: answer.trailers(),
    json: () => JSON.parse(text) as unknown,
  }
}
