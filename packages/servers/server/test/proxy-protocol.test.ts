import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect as connectHttp2 } from 'node:http2'
import { request } from 'node:http'
import { connect as connectTcp } from 'node:net'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { connect as connectTls } from 'node:tls'
import type { TLSSocket } from 'node:tls'
import type { Server } from '@tsgi/server'
import type { Application } from '@tsgi/spec'
import { describe, expect, it, onTestFinished } from 'vitest'
import { gated } from './applications.ts'
import { ask } from './http2-serve.ts'
import { PROXY_V1, localV2, proxyV2 } from './proxy-header.ts'
import type { RawClient } from './raw-client.ts'
import { start } from './start.ts'
import { certificate } from './tls-serve.ts'

const GET = 'GET /x HTTP/1.1\r\nHost: a\r\n\r\n'
const LAST_GET = 'GET /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'
const CLIENT = { address: '203.0.113.7', port: 4711 }
const fromHere = { proxyProtocol: { from: ['127.0.0.1'] } }

/** Tells who the client is said to be. */
const tell: Application = ({ remote, scheme, httpVersion }) => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ remote, scheme, httpVersion }),
})

async function toldTo(client: RawClient): Promise<unknown> {
  return JSON.parse((await client.answer()).body)
}

function portOf({ address }: Server): number {
  return (address as { port: number }).port
}

/** A connection that begins with a header. */
async function openBehindProxy(server: Server, header: string | Uint8Array): Promise<Socket> {
  const socket = connectTcp(portOf(server), '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  socket.on('error', () => {})
  await once(socket, 'connect')
  socket.write(header)
  return socket
}

async function secureBehindProxy(server: Server, ALPNProtocols: string[]): Promise<TLSSocket> {
  const socket = await openBehindProxy(server, proxyV2())
  const secure = connectTls({ socket, ALPNProtocols, rejectUnauthorized: false })
  onTestFinished(() => void secure.destroy())
  await once(secure, 'secureConnect')
  return secure
}

describe('behind a proxy that speaks the PROXY protocol', () => {
  it.each([
    ['version 1', PROXY_V1, 'http'],
    ['version 2', proxyV2(), 'http'],
    ['version 2, from a client over TLS (NT13)', proxyV2(true), 'https'],
  ])('the client is who the header says: %s', async (_what, header, scheme) => {
    const { open } = await start(tell, fromHere)
    const client = await open()
    await client.send(header)
    await client.send(GET)
    expect(await toldTo(client)).toEqual({ remote: CLIENT, scheme, httpVersion: '1.1' })
    await client.send(GET)
    expect(await toldTo(client)).toEqual({ remote: CLIENT, scheme, httpVersion: '1.1' })
  })

  it('a header and requests may come in one piece', async () => {
    const { open } = await start(tell, fromHere)
    const client = await open()
    await client.send(PROXY_V1 + GET + GET)
    client.end()
    expect(await toldTo(client)).toMatchObject({ remote: CLIENT })
    expect(await toldTo(client)).toMatchObject({ remote: CLIENT })
  })

  it('a header may come octet by octet', async () => {
    const { open } = await start(tell, fromHere)
    const client = await open()
    await client.sendApart(PROXY_V1 + GET)
    expect(await toldTo(client)).toMatchObject({ remote: CLIENT })
  })

  it('a proxy that speaks for itself is the client', async () => {
    const { open } = await start(tell, fromHere)
    const client = await open()
    await client.send(localV2())
    await client.send(GET)
    expect(await toldTo(client)).toMatchObject({ remote: { address: '127.0.0.1' }, scheme: 'http' })
  })

  it('node:http gets its answers, over a connection that stays', async () => {
    const { server } = await start(tell, fromHere)
    const socket = await openBehindProxy(server, PROXY_V1)
    const outgoing = request({ createConnection: () => socket, host: 'localhost' }).end()
    const [incoming] = await once(outgoing, 'response')
    expect(JSON.parse(await text(incoming))).toMatchObject({ remote: CLIENT })
  })

  it('TLS comes behind the header, and HTTP/2 in it', async () => {
    const { server } = await start(tell, { ...fromHere, tls: certificate('localhost') })
    const secure = await secureBehindProxy(server, ['h2'])
    const session = connectHttp2('https://localhost', { createConnection: () => secure })
    onTestFinished(() => session.destroy())
    const { body } = await ask(session)
    expect(JSON.parse(body)).toEqual({ remote: CLIENT, scheme: 'https', httpVersion: '2.0' })
  })

  it('TLS comes behind the header, and HTTP/1.1 in it', async () => {
    const { server } = await start(tell, { ...fromHere, tls: certificate('localhost') })
    const secure = await secureBehindProxy(server, ['http/1.1'])
    secure.end(LAST_GET)
    expect(await text(secure)).toContain(JSON.stringify({ remote: CLIENT, scheme: 'https' }).slice(0, -1))
  })

  it('a handshake may come in one piece with the header', async () => {
    const { server } = await start(tell, { ...fromHere, tls: certificate('localhost') })
    const socket = await openBehindProxy(server, '')
    socket.cork()
    socket.write(PROXY_V1)
    const secure = connectTls({ socket, rejectUnauthorized: false })
    onTestFinished(() => void secure.destroy())
    setImmediate(() => socket.uncork())
    await once(secure, 'secureConnect')
    secure.end(LAST_GET)
    expect(await text(secure)).toContain(CLIENT.address)
  })

  it('HTTP/2 without TLS comes behind the header', async () => {
    const { server } = await start(tell, { ...fromHere, http2: true })
    const socket = await openBehindProxy(server, proxyV2(true))
    const session = connectHttp2('http://localhost', { createConnection: () => socket })
    onTestFinished(() => session.destroy())
    const { body } = await ask(session, { ':scheme': 'https' })
    expect(JSON.parse(body)).toEqual({ remote: CLIENT, scheme: 'https', httpVersion: '2.0' })
  })

  it('an answer without an end is cut although the proxy came over a unix socket', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tsgi-proxy-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    async function* failing(): AsyncGenerator<string> {
      yield 'begun'
      await Promise.resolve()
      throw new Error('no more')
    }
    const { open } = await start(() => ({ status: 200, headers: {}, body: failing() }), {
      unix: join(folder, 'app.sock'),
      proxyProtocol: { from: ['unix'] },
    })
    const client = await open()
    await client.send(`${PROXY_V1}GET / HTTP/1.0\r\n\r\n`)
    expect(await client.rest()).toContain('begun')
  })
})

describe('PROXY headers are refused without an answer', () => {
  it.each([
    ['from peers that are not trusted (NT10)', ['192.0.2.1'], PROXY_V1 + GET, 'PROXY_UNTRUSTED'],
    ['from peers of TCP where those of unix sockets are trusted', ['unix'], PROXY_V1, 'PROXY_UNTRUSTED'],
    ['where there is none (NT10)', ['127.0.0.1'], GET, 'PROXY_SIGNATURE'],
    ['when one is malformed', ['127.0.0.1'], 'PROXY TCP4 a b c d\r\n', 'PROXY_LINE'],
    ['when one is too long (NT8)', ['127.0.0.1'], `PROXY ${'x'.repeat(200)}`, 'PROXY_'],
  ])('%s', async (_what, from, octets, code) => {
    const { open, clientErrors, server } = await start(tell, { proxyProtocol: { from } })
    const client = await open()
    await client.send(octets)
    expect(await client.rest()).toBe('')
    expect(clientErrors).toEqual([expect.stringContaining(code)])
    await expect.poll(() => server.counters.connections.open).toBe(0)
  })

  it('when they take too long (NT8)', async () => {
    const { open, clientErrors } = await start(tell, { ...fromHere, headTimeoutMs: 50 })
    const client = await open()
    await client.send('PROXY ')
    expect(await client.rest()).toBe('')
    expect(clientErrors).toEqual(['PROXY_TIMEOUT'])
  })

  it('when a second one comes (NT9)', async () => {
    const { open, clientErrors } = await start(tell, fromHere)
    const client = await open()
    await client.send(PROXY_V1 + PROXY_V1)
    expect((await client.answer()).status).toBe(400)
    expect(clientErrors).toHaveLength(1)
  })

  it('where no proxy is configured', async () => {
    const { open } = await start(tell)
    const client = await open()
    await client.send(PROXY_V1 + GET)
    expect((await client.answer()).status).toBe(400)
  })
})

describe('connections whose header is not complete', () => {
  it('may be closed by the proxy: nobody is told', async () => {
    const { open, clientErrors, server } = await start(tell, fromHere)
    const client = await open()
    client.end()
    expect(await client.rest()).toBe('')
    await expect.poll(() => server.counters.connections.open).toBe(0)
    expect(clientErrors).toEqual([])
  })

  it('do not hold up closing', async () => {
    const { application, open: answer, called } = gated()
    const { open, server } = await start(application, fromHere)
    const [silent, asking] = [await open(), await open()]
    await asking.send(PROXY_V1 + GET)
    await called
    const closed = server.close()
    expect(await silent.rest()).toBe('')
    answer()
    expect((await asking.answer()).status).toBe(200)
    await closed
  })
})

describe('the option proxyProtocol', () => {
  it.each([
    [true, "proxyProtocol is { from: ['10.0.0.0/8'] }"],
    [{}, "proxyProtocol is { from: ['10.0.0.0/8'] }"],
    [{ from: ['127.0.0.1'], trust: 1 }, "proxyProtocol is { from: ['10.0.0.0/8'] }"],
    [{ from: ['0.0.0.0/0'] }, 'holds everyone'],
    [{ from: ['localhost'] }, 'is no address'],
  ])('%o is refused', async (proxyProtocol, message) => {
    await expect(start(tell, { proxyProtocol: proxyProtocol as never })).rejects.toThrow(message)
  })
})
