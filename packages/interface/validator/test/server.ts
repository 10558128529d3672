import type {
  Application,
  Exchange,
  HttpRequest,
  HttpResponse,
  Outcome,
  ResponseHeaders,
  ServerInfo,
} from '@tsgi/spec'

const SERVER: ServerInfo = Object.freeze({ name: 'test', version: '1.0.0', spec: '1.0', runtime: 'node/20' })

/** An exchange without a network, whose end the test decides. */
export class TestExchange implements Exchange {
  readonly server: ServerInfo = SERVER
  readonly upgrade?: readonly string[]
  readonly informed: Array<[number, ResponseHeaders]> = []
  readonly work: Array<Promise<unknown>> = []
  signalReads = 0
  readonly #controller = new AbortController()
  readonly #callbacks: Array<(outcome: Outcome) => void> = [];
  readonly [extension: symbol]: unknown

  constructor(upgrade?: readonly string[]) {
    if (upgrade) this.upgrade = upgrade
  }

  get signal(): AbortSignal {
    this.signalReads += 1
    return this.#controller.signal
  }

  onFinish(callback: (outcome: Outcome) => void): void {
    this.#callbacks.push(callback)
  }

  waitUntil(work: Promise<unknown>): void {
    this.work.push(work)
  }

  inform(status: number, headers: ResponseHeaders): void {
    this.informed.push([status, headers])
  }

  abort(reason?: unknown): void {
    this.#controller.abort(reason)
  }

  finish(outcome: Partial<Outcome> = {}): void {
    const whole = { status: 200, bytes: 0, aborted: false, error: null, ...outcome }
    for (const callback of this.#callbacks.splice(0).toReversed()) callback(whole)
  }
}

type Overrides = { [Name in keyof HttpRequest]?: unknown } & Record<PropertyKey, unknown>

/** A legal request; what overrides it may be anything. */
export function makeRequest(overrides: Overrides = {}): HttpRequest {
  const request = {
    method: 'GET',
    scheme: 'http',
    authority: 'example.com',
    basePath: '',
    path: '/',
    query: '',
    httpVersion: '1.1',
    headers: fields({}),
    body: null,
    remote: { address: '203.0.113.7', port: 50_000 },
    state: Object.freeze({}),
    exchange: new TestExchange(),
    ...overrides,
  }
  return request as HttpRequest
}

/** Request fields: a record without prototype that has `host`. */
export function fields(record: Record<string, unknown>): HttpRequest['headers'] {
  return { __proto__: null, host: 'example.com', ...record } as unknown as HttpRequest['headers']
}

/** A POST with a body of these chunks. */
export function makePost(chunks: Iterable<unknown>, headers: Record<string, unknown> = {}): HttpRequest {
  const body = { [Symbol.asyncIterator]: () => stream(chunks) }
  return makeRequest({ method: 'POST', headers: fields(headers), body })
}

/** An async generator of these chunks. */
export async function* stream<T>(chunks: Iterable<T>): AsyncGenerator<T, void> {
  for (const chunk of chunks) yield await Promise.resolve(chunk)
}

/** An application that answers with something, legal or not. */
export function answering(response: unknown): Application {
  return () => response as HttpResponse
}

/** A response of plain text with this body, legal or not. */
export function text(body: unknown, headers: Record<string, unknown> = {}): HttpResponse {
  return { status: 200, headers: { 'content-type': 'text/plain', ...headers }, body } as HttpResponse
}

/** Calls an application that answers synchronously. */
export function call(application: Application, request: HttpRequest = makeRequest()): HttpResponse {
  return application(request) as HttpResponse
}

/** What an honest server made of an answer. */
export interface Served {
  readonly response: HttpResponse
  readonly content: string
  readonly trailers: Readonly<Record<string, string>>
}

/** Serves one request as SPEC.md demands. */
export async function serve(application: Application, request: HttpRequest): Promise<Served> {
  const exchange =
    Object.getPrototypeOf(request.exchange) === TestExchange.prototype
      ? (request.exchange as TestExchange)
      : undefined
  const response = await application(request)
  const decoder = new TextDecoder()
  let content = ''
  if (request.method === 'HEAD') await closeBody(response.body)
  else
    for await (const chunk of chunksOf(response))
      content += typeof chunk === 'string' ? chunk : decoder.decode(chunk)
  const wantsTrailers = request.headers['te'] === 'trailers' && isStreamed(response.body)
  const trailers = (wantsTrailers && (await response.trailers?.())) || {}
  exchange?.finish({ status: response.status, bytes: content.length })
  return { response, content, trailers }
}

/** Closes a body (SPEC BODY-15). */
export async function closeBody(body: HttpResponse['body']): Promise<void> {
  if (!isStreamed(body)) return
  const closers = body as unknown as Record<PropertyKey, (() => unknown) | undefined>
  const closer = ['destroy', 'cancel', Symbol.asyncDispose].find((name) => closers[name])
  if (closer) await closers[closer]?.()
  else await body[Symbol.asyncIterator]().return?.()
}

/** Pulls one chunk and leaves the body open. */
export async function pull(response: HttpResponse): Promise<AsyncIterator<unknown>> {
  const iterator = (response.body as AsyncIterable<unknown>)[Symbol.asyncIterator]()
  await iterator.next()
  return iterator
}

async function* chunksOf({ body }: HttpResponse): AsyncGenerator<string | Uint8Array> {
  if (isStreamed(body)) yield* body
  else if (body !== null) yield body
}

function isStreamed(body: HttpResponse['body']): body is AsyncIterable<string | Uint8Array> {
  return typeof body === 'object' && body !== null && !(body instanceof Uint8Array)
}
