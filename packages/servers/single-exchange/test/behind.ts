import { once } from 'node:events'
import { chmodSync } from 'node:fs'
import { request } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { buffer, text } from 'node:stream/consumers'
import { readBytes } from '@tsgi/message'
import type { GatewayOptions, RunningServer } from '@tsgi/listeners'
import type { Application } from '@tsgi/spec'
import { validator } from '@tsgi/validator'
import type { ValidationError } from '@tsgi/validator'
import { expect, it, onTestFinished } from 'vitest'
import { MANY_MS, echo, expectNothingCarried } from './many-requests.ts'
import { temporaryFolder } from './front-server.ts'
import type { Upstream } from './front-server.ts'

/** A gateway behind a front server. */
export interface Behind {
  /** `serve` of the gateway. */
  readonly serve: (application: Application, options: GatewayOptions) => Promise<RunningServer>
  /** Starts the front server. @returns its URL */
  readonly front: (upstream: Upstream) => Promise<string>
  /** Whether the front server tells of a client that leaves, and of answers that break off. */
  readonly tells: boolean
}

/** Tests that hold for a gateway behind any front server, over a port or a unix socket. */
export function testBehind(link: 'tcp' | 'unix', { serve, front, tells }: Behind): void {
  async function start(application: Application): Promise<string> {
    const violations: ValidationError[] = []
    onTestFinished(() => expect(violations).toEqual([]))
    const validated = validator({ onViolation: (error) => violations.push(error), onWarning: () => {} })
    const unix = join(temporaryFolder(), 'gateway.sock')
    const where = link === 'tcp' ? { port: 0 } : { unix }
    const server = await serve(validated(application), { ...where, onError: () => {} })
    onTestFinished(() => server.close({ graceMs: 0 }))
    // Apache has given up its rights.
    if (link === 'unix') chmodSync(unix, 0o777)
    return front(link === 'tcp' ? { port: (server.address as { port: number }).port } : { unix })
  }

  it('has the target as it was sent, and repeated fields', async () => {
    const url = await start(({ method, basePath, path, query, headers, authority }) => ({
      status: 200,
      headers: { 'content-type': 'text/plain', 'set-cookie': ['a=1', 'b=2'] },
      body: [method, basePath, path, query, headers['x-a'], authority].join(' '),
    }))
    const answer = await send(`${url}/a%20b//c?x=%2F`, { 'x-a': ['1', '2'] })
    expect([answer.statusCode, answer.headers['set-cookie'], await text(answer)]).toEqual([
      200,
      ['a=1', 'b=2'],
      `GET  /a%20b//c x=%2F 1, 2 ${new URL(url).host}`,
    ])
  })

  it('gets content, and gives it back', async () => {
    // Read to its end first: front servers send all of a request before they look at the answer.
    const url = await start(async (incoming) => {
      const body = await readBytes(incoming, { maxBytes: 1_000_000 })
      return { status: 200, headers: { 'content-type': 'text/plain' }, body }
    })
    const content = 'x'.repeat(1_000_000)
    const answer = await send(`${url}/`, { 'content-length': String(content.length) }, content)
    expect((await buffer(answer)).equals(Buffer.from(content))).toBe(true)
  })

  it('answers without content', async () => {
    const url = await start(({ path }) => ({ status: path === '/none' ? 204 : 304, headers: {}, body: null }))
    for (const [path, status] of [
      ['/none', 204],
      ['/same', 304],
    ] as const) {
      const answer = await send(url + path)
      expect([answer.statusCode, await text(answer)]).toEqual([status, ''])
    }
  })

  it('streams', async () => {
    let goOn: () => void = () => {}
    const url = await start(() => ({
      status: 200,
      headers: { 'content-type': 'text/plain' },
      body: (async function* () {
        yield 'one'
        await new Promise<void>((resolve) => (goOn = resolve))
        yield 'two'
      })(),
    }))
    const answer = await send(`${url}/`)
    const chunks = answer.setEncoding('utf8')[Symbol.asyncIterator]() as AsyncIterator<string>
    expect(await chunks.next()).toMatchObject({ value: 'one' })
    goOn()
    expect(await chunks.next()).toMatchObject({ value: 'two' })
    expect(await chunks.next()).toMatchObject({ done: true })
  })

  it(
    'answers each request with its own answer while clients leave (G33)',
    async () => {
      const url = await start(echo)
      await expectNothingCarried(url)
    },
    MANY_MS,
  )

  it.runIf(tells)('hears of a client that leaves (GW20)', async () => {
    let left: (reason: unknown) => void = () => {}
    const hasLeft = new Promise<unknown>((resolve) => (left = resolve))
    let called: () => void = () => {}
    const isCalled = new Promise<void>((resolve) => (called = resolve))
    const url = await start(async ({ exchange: { signal } }) => {
      called()
      if (!signal.aborted) await once(signal, 'abort')
      left(signal.reason)
      throw signal.reason
    })
    const client = request(`${url}/`).on('error', () => {})
    client.end()
    await isCalled
    client.destroy()
    expect(await hasLeft).toMatchObject({ code: 'CLIENT_LEFT' })
  })

  it.runIf(tells && link === 'tcp')('cuts what breaks off (CN14)', async () => {
    const url = await start(() => ({
      status: 200,
      headers: { 'content-type': 'text/plain' },
      body: (async function* () {
        yield 'begun'
        await new Promise((resolve) => setTimeout(resolve, 20))
        throw new Error('broken')
      })(),
    }))
    const answer = await send(`${url}/`)
    await expect(text(answer)).rejects.toThrow('aborted')
  })
}

async function send(
  url: string,
  headers: Record<string, string | string[]> = {},
  content = '',
): Promise<IncomingMessage> {
  const client = request(url, { method: content === '' ? 'GET' : 'POST', headers, agent: false })
  client.end(content)
  const [answer] = (await once(client, 'response')) as [IncomingMessage]
  return answer
}
