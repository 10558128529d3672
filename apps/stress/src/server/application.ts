import { setTimeout as sleep } from 'node:timers/promises'
import { compress } from '@tsgi/compress'
import { text } from '@tsgi/message'
import type { Application, Awaitable, HttpRequest, HttpResponse } from '@tsgi/spec'
import { FAULTS } from './faults.ts'
import { LIES } from './lies.ts'

const CHUNK = new Uint8Array(65_536).fill(0x61)

/** What the application is doing, and has done. */
const state = { running: 0, produced: 0, consumed: 0 }

/** An application that does whatever a scenario needs, by path and query. */
const application: Application = (request) => {
  const [, name = '', rest = ''] = request.path.split('/')
  if (name === 'fault') return (FAULTS.get(rest) ?? notFound)(request)
  if (name === 'lie') return (LIES.get(rest) ?? notFound)()
  return (ROUTES.get(name) ?? notFound)(request)
}

export default application

type Route = (request: HttpRequest) => Awaitable<HttpResponse>

const ROUTES: ReadonlyMap<string, Route> = new Map<string, Route>([
  ['', () => text('hello\n')],
  /** Answers with the path. */
  ['echo', ({ path }) => text(path)],
  ['state', () => text(JSON.stringify(state))],
  /** Answers after `ms`. */
  ['slow', (request) => running(() => answerLater(request))],
  /** Answers with `chunks` of 1 KiB over `ms`. */
  ['stream', (request) => streaming(pacedChunks(number(request, 'chunks'), number(request, 'ms')))],
  /** Answers with `bytes`, made while they are taken. */
  ['big', (request) => streaming(chunks(number(request, 'bytes')))],
  /** Answers with `bytes` of text in the coding that the client takes. */
  ['compressed', compress()((request) => text(prose(number(request, 'bytes'))))],
  /** Reads the content, and answers with its length. */
  ['upload', upload],
  /** Answers without a look at the content. */
  ['ignore', () => text('ignored\n')],
  /** Neither answers nor reads. */
  ['never', () => running(() => new Promise<never>(() => {}))],
])

/** Made once: what is measured is what compressing costs. */
let made = ''

function prose(length: number): string {
  for (let i = made.length; made.length < length; i++) made += `${i} ${Math.imul(i, 2_654_435_761)} article\n`
  return made.length === length ? made : (made = made.slice(0, length))
}

function notFound(): HttpResponse {
  return text('not found\n', { status: 404 })
}

async function running<T>(work: () => Promise<T>): Promise<T> {
  state.running++
  try {
    return await work()
  } finally {
    state.running--
  }
}

async function answerLater(request: HttpRequest): Promise<HttpResponse> {
  await sleep(number(request, 'ms'))
  return text('x'.repeat(1000))
}

function streaming(body: AsyncIterable<Uint8Array>): HttpResponse {
  return { status: 200, headers: { 'content-type': 'application/octet-stream' }, body }
}

async function* pacedChunks(count: number, ms: number): AsyncGenerator<Uint8Array> {
  state.running++
  try {
    for (let i = 0; i < count; i++) {
      if (i > 0) await sleep(ms / (count - 1))
      yield CHUNK.subarray(0, 1024)
    }
  } finally {
    state.running--
  }
}

async function* chunks(bytes: number): AsyncGenerator<Uint8Array> {
  for (let left = bytes; left > 0; left -= CHUNK.length) {
    const chunk = CHUNK.subarray(0, Math.min(left, CHUNK.length))
    state.produced += chunk.length
    yield chunk
  }
}

async function upload(request: HttpRequest): Promise<HttpResponse> {
  let bytes = 0
  for await (const chunk of request.body ?? []) {
    bytes += chunk.length
    state.consumed += chunk.length
  }
  return text(String(bytes))
}

/** A number in the query, 0 where it is missing. */
function number({ query }: HttpRequest, name: string): number {
  return Number(new URLSearchParams(query).get(name) ?? 0)
}
