import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { Readable } from 'node:stream'
import type { Application, Middleware, Outcome } from '@tsgi/spec'
import { describe, expect, it, onTestFinished } from 'vitest'
import { fromNode, fromNodeMiddleware, toNode, toNodeMiddleware } from '../src/index.ts'
import { listenNode, listenOurs } from './servers.ts'

const CHUNK = Buffer.alloc(16_384, 'x')
/** What the operating system holds between two sockets of this machine, at most. */
const SYSTEM_BYTES = 16 * 1_048_576
const HELD_BYTES = 262_144

const ways: ReadonlyArray<readonly [string, (application: Application) => Application]> = [
  ['fromNode', (application) => application],
  ['fromNode(toNode())', (application) => fromNode(toNode(application))],
  ['fromNodeMiddleware that has replaced write', (application) => fromNodeMiddleware(wrapping)(application)],
  ['toNodeMiddleware', afterMiddleware],
]

describe.each([
  ['@tsgi/server', listenOurs],
  ['toNode on node:http', listenNode],
])('a slow reader, through %s', (_name, listen) => {
  it.each(ways)('holds the listener up: %s', async (_way, wrap) => {
    let written = 0
    let res: ServerResponse | undefined
    const listener = fromNode((_req: IncomingMessage, response: ServerResponse) => {
      res = response
      const source = new Readable({ read: () => void ((written += CHUNK.length), source.push(CHUNK)) })
      source.pipe(response)
    })
    const client = connect(await listen(wrap(listener)), '127.0.0.1')
    onTestFinished(() => void client.destroy())
    client.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    await once(client, 'readable')
    const settled = await untilStill(() => written)
    expect(settled).toBeLessThan(SYSTEM_BYTES)
    expect(res!.writableNeedDrain).toBe(true)
    expect(res!.writableLength).toBeLessThan(HELD_BYTES)
    // As soon as it reads, more is written.
    client.resume()
    await until(() => written > settled + 32 * 1_048_576)
    client.destroy()
    await once(res!, 'close')
  })

  it('the first byte does not wait for the second', async () => {
    const port = await listen(fromNode((_req, res) => void res.write('first')))
    const client = connect(port, '127.0.0.1')
    onTestFinished(() => void client.destroy())
    client.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    let answer = ''
    while (!answer.includes('first')) answer += String((await once(client, 'data'))[0])
    expect(answer).toContain('HTTP/1.1 200 OK')
  })

  it('the head does not wait for content when it is flushed', async () => {
    const port = await listen(fromNode((_req, res) => res.flushHeaders()))
    const client = connect(port, '127.0.0.1')
    onTestFinished(() => void client.destroy())
    client.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    expect(String((await once(client, 'data'))[0])).toContain('HTTP/1.1 200 OK')
  })

  it('a slow listener holds the client up', async () => {
    let req: IncomingMessage | undefined
    const port = await listen(
      fromNode((request) => void ((req = request), request.once('readable', () => {}))),
    )
    const client = connect(port, '127.0.0.1')
    onTestFinished(() => void client.destroy())
    client.write(`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${64 * 1_048_576}\r\n\r\n`)
    const chunk = Buffer.alloc(1_048_576)
    let isHeldUp = false
    for (let i = 0; i < 64 && !isHeldUp; i++)
      isHeldUp = !client.write(chunk) && (await isStill(() => client.writableLength))
    expect(isHeldUp).toBe(true)
    expect(req!.readableLength).toBeLessThan(HELD_BYTES)
  })
})

describe.each([
  ['@tsgi/server', listenOurs],
  ['toNode on node:http', listenNode],
])('a client that leaves while content that is there as a whole is sent, through %s', (_name, listen) => {
  it('has not got it: hooks are told', async () => {
    let finish: (outcome: Outcome) => void
    const finished = new Promise<Outcome>((resolve) => (finish = resolve))
    const body = 'x'.repeat(2 * SYSTEM_BYTES)
    const port = await listen(({ exchange }) => {
      exchange.onFinish((outcome) => finish(outcome))
      return { status: 200, headers: { 'content-type': 'text/plain' }, body }
    })
    const client = connect(port, '127.0.0.1')
    client.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    await once(client, 'readable')
    client.destroy()
    expect(await finished).toMatchObject({ status: 200, aborted: true })
  })
})

function wrapping(_req: IncomingMessage, res: ServerResponse, next: () => void): void {
  const write = res.write.bind(res)
  res.write = ((chunk: unknown) => write(chunk, 'utf8')) as typeof res.write
  next()
}

const passing: Middleware = (next) => (request) => next(request)

function afterMiddleware(application: Application): Application {
  const first = toNodeMiddleware(passing)
  const last = toNode(application)
  return fromNode((req: IncomingMessage, res: ServerResponse) => first(req, res, () => last(req, res)))
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve))
}

/** The value that a count comes to rest at: 50 turns of the loop without a change. */
async function untilStill(count: () => number): Promise<number> {
  let seen = -1
  while (seen !== count()) {
    seen = count()
    for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setTimeout(resolve, 1))
  }
  return seen
}

async function isStill(count: () => number): Promise<boolean> {
  const before = count()
  return before > 0 && (await untilStill(count)) === before
}
