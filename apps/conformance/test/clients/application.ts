import { createHash } from 'node:crypto'
import { json, notFound, text } from '@tsgi/message'
import { TLS } from '@tsgi/server'
import type { TlsInfo } from '@tsgi/server'
import type { Application, Awaitable, HttpRequest, HttpResponse } from '@tsgi/spec'

const CHUNK = Buffer.alloc(65_536, 'tsgi')
const CHUNKS = 160

/** How long the answer of `/download` is: ten mebibytes. */
export const DOWNLOAD_BYTES: number = CHUNK.length * CHUNKS

/** What one request tells another by: `tell` lets everybody go on who waits. */
interface Signal {
  readonly told: Promise<void>
  readonly tell: () => void
}

type Page = (request: HttpRequest, signal: Signal) => Awaitable<HttpResponse>

/** What clients are tried with. A page that waits does so for a request to `/tell`, with the same query. */
export function application(): Application {
  const signals = new Map<string, Signal>()
  return (request) => {
    const signal = signals.get(request.query) ?? newSignal()
    signals.set(request.query, signal)
    return PAGES.get(request.path)?.(request, signal) ?? notFound()
  }
}

/** What an answer of `/digest` tells. */
export function digest(content: Uint8Array): { length: number; sha256: string } {
  return { length: content.length, sha256: createHash('sha256').update(content).digest('hex') }
}

function newSignal(): Signal {
  let tell = (): void => {}
  const told = new Promise<void>((resolve) => (tell = resolve))
  return { told, tell }
}

const PAGES: ReadonlyMap<string, Page> = new Map<string, Page>([
  ['/version', version],
  ['/page', () => streamed(['<!doctype html><title>Page</title>'], { 'content-type': 'text/html' })],
  ['/digest', digestOf],
  ['/download', () => streamed(Array<Uint8Array>(CHUNKS).fill(CHUNK))],
  ['/echo', ({ body }) => streamed(body ?? [])],
  ['/hints', hints],
  ['/trailers', () => ({ ...streamed(['content']), trailers: () => ({ 'x-checksum': 'abc' }) })],
  ['/cut', () => streamed(failing())],
  ['/slow', (_request, { told }) => streamed(inTwoParts(told))],
  ['/upload', seen],
  ['/tell', (_request, { tell }) => (tell(), text('told'))],
  ['/told', (_request, { told }) => told.then(() => text('told'))],
])

function version({ httpVersion, scheme, exchange }: HttpRequest): HttpResponse {
  const info = exchange[TLS] as TlsInfo | undefined
  return json({ httpVersion, scheme, alpn: info?.alpn ?? null })
}

async function digestOf({ body }: HttpRequest): Promise<HttpResponse> {
  const hash = createHash('sha256')
  let length = 0
  for await (const chunk of body ?? []) {
    length += chunk.length
    hash.update(chunk)
  }
  return json({ length, sha256: hash.digest('hex') })
}

/** The page of a browser that loads what the hint says comes only when that was loaded. */
async function hints({ exchange, query }: HttpRequest, { told }: Signal): Promise<HttpResponse> {
  exchange.inform?.(103, { link: `</tell?${query}>; rel=preload; as=script` })
  if (query !== '') await told
  return streamed(['<!doctype html><title>Hinted</title>'], { 'content-type': 'text/html' })
}

/** Tells as soon as the first of an upload is there. */
async function seen({ body }: HttpRequest, { tell }: Signal): Promise<HttpResponse> {
  let content = ''
  for await (const chunk of body ?? []) {
    content += Buffer.from(chunk).toString()
    tell()
  }
  return text(content)
}

async function* inTwoParts(told: Promise<void>): AsyncGenerator<string, void> {
  yield 'first '
  await told
  yield 'second'
}

async function* failing(): AsyncGenerator<string, void> {
  yield 'first'
  await new Promise((resolve) => setImmediate(resolve))
  throw new Error('no more')
}

function streamed(
  chunks: Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>,
  headers: HttpResponse['headers'] = { 'content-type': 'application/octet-stream' },
): HttpResponse {
  const body = async function* (): AsyncGenerator<string | Uint8Array, void> {
    yield* chunks
  }
  return { status: 200, headers, body: body() }
}
