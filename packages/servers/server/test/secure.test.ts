import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect as connectHttp2 } from 'node:http2'
import type { ClientHttp2Session } from 'node:http2'
import { Agent, request } from 'node:https'
import type { IncomingMessage } from 'node:http'
import { connect as connectTcp } from 'node:net'
import { connect } from 'node:tls'
import type { ConnectionOptions } from 'node:tls'
import { text } from 'node:stream/consumers'
import { serve, TLS } from '@tsgi/server'
import type { ServeOptions, Server, TlsInfo } from '@tsgi/server'
import type { Application } from '@tsgi/spec'
import { describe, expect, it, onTestFinished } from 'vitest'
import { echo, gated } from './applications.ts'
import { start, startUnchecked } from './start.ts'
import { certificate } from './tls-serve.ts'

/** Tells what is known about the connection. */
const tell: Application = ({ scheme, authority, httpVersion, exchange }) => {
  const { alpn, protocol, serverName } = exchange[TLS] as TlsInfo
  const told = { scheme, authority, httpVersion, alpn, protocol, serverName }
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(told) }
}

const tls = certificate('localhost')

function portOf({ address }: Server): number {
  return (address as { port: number }).port
}

/** One request of HTTP/1.1 over TLS. */
async function ask(
  server: Server,
  options: ConnectionOptions & { body?: string } = {},
): Promise<[number, string]> {
  const { body, ...rest } = options
  const outgoing = request({
    host: '127.0.0.1',
    port: portOf(server),
    method: body === undefined ? 'GET' : 'POST',
    rejectUnauthorized: false,
    agent: false,
    ...rest,
  })
  outgoing.end(body)
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage]
  return [incoming.statusCode!, await text(incoming)]
}

function openHttp2(server: Server): ClientHttp2Session {
  const session = connectHttp2(server.url, { rejectUnauthorized: false })
  session.on('error', () => {})
  onTestFinished(() => session.destroy())
  return session
}

async function askHttp2(session: ClientHttp2Session, path = '/'): Promise<string> {
  const stream = session.request({ ':path': path })
  return text(stream)
}

describe('over TLS', () => {
  it('HTTP/1.1 is spoken, and applications are told about the connection', async () => {
    const { server } = await start(tell, { tls })
    expect(server.url).toBe(`https://127.0.0.1:${portOf(server)}`)
    const [status, body] = await ask(server, { servername: 'localhost' })
    expect(status).toBe(200)
    expect(JSON.parse(body)).toMatchObject({
      scheme: 'https',
      httpVersion: '1.1',
      protocol: 'TLSv1.3',
      serverName: 'localhost',
    })
  })

  it('HTTP/2 is spoken on the same port, with clients that can', async () => {
    const { server } = await start(tell, { tls })
    const session = openHttp2(server)
    const told = JSON.parse(await askHttp2(session)) as object
    expect(server.counters).toMatchObject({ requests: { total: 1, active: 0 }, responses: { '2xx': 1 } })
    expect(told).toMatchObject({
      scheme: 'https',
      httpVersion: '2.0',
      alpn: 'h2',
    })
  })

  it('HTTP/2 can be left out', async () => {
    const { server } = await start(tell, { tls, http2: false })
    const socket = connect({
      port: portOf(server),
      ALPNProtocols: ['h2', 'http/1.1'],
      rejectUnauthorized: false,
    })
    onTestFinished(() => void socket.destroy())
    await once(socket, 'secureConnect')
    expect(socket.alpnProtocol).toBe('http/1.1')
  })

  it('content goes both ways, over one connection', async () => {
    const { server } = await start(echo, { tls })
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    onTestFinished(() => agent.destroy())
    for (const size of [1, 70_000, 1_000_000]) {
      const [status, body] = await ask(server, { agent, body: 'x'.repeat(size) } as ConnectionOptions)
      expect([status, body.length]).toEqual([200, size])
    }
  })

  it('CN1: a head has a total time', async () => {
    const { server, clientErrors } = await start(tell, { tls, headTimeoutMs: 100 })
    const socket = connect({ port: portOf(server), rejectUnauthorized: false })
    onTestFinished(() => void socket.destroy())
    socket.write('GET / HTTP/1.1\r\n')
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 408 /)
    expect(clientErrors).toEqual(['HTTP1_HEAD_TIMEOUT'])
  })

  it('the protocol of a connection can be changed', async () => {
    const { server } = await startUnchecked(
      () => ({
        status: 101,
        headers: { upgrade: 'echo' },
        body: null,
        async upgrade(connection: {
          accept: () => {
            readable: AsyncIterable<Uint8Array>
            write: (chunk: Uint8Array) => unknown
            end: () => unknown
          }
        }) {
          const duplex = connection.accept()
          for await (const chunk of duplex.readable) await duplex.write(chunk)
          await duplex.end()
        },
      }),
      { tls },
    )
    const socket = connect({ port: portOf(server), rejectUnauthorized: false })
    socket.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\nearly ')
    await once(socket, 'data')
    socket.end('late')
    expect(await text(socket)).toContain('late')
  })
})

describe('NT3: a name that asks for certificates', () => {
  it('is not served over a connection that was made for another one', async () => {
    const ca = certificate('localhost').cert
    const names = { 'strict.test': { ...tls, clientCertificate: 'require' as const, ca } }
    const { server, clientErrors } = await start(tell, { tls: { ...tls, names } })
    const socket = connect({ port: portOf(server), servername: 'localhost', rejectUnauthorized: false })
    socket.write('GET / HTTP/1.1\r\nHost: strict.test\r\n\r\n')
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 421 /)
    expect(clientErrors).toEqual(['HTTP1_MISDIRECTED'])
  })
})

describe('reloadCertificates', () => {
  it('G28: ten times under load fails no request', async () => {
    const { server } = await start(tell, { tls })
    const reloads = { areOver: false }
    const asking = Array.from({ length: 4 }, async () => {
      let count = 0
      for (; !reloads.areOver; count++) expect((await ask(server))[0]).toBe(200)
      return count
    })
    for (let i = 0; i < 10; i++) await server.reloadCertificates()
    reloads.areOver = true
    const counts = await Promise.all(asking)
    expect(Math.min(...counts)).toBeGreaterThan(0)
  })

  it('keeps what there is when what comes is wrong', async () => {
    const { server } = await start(tell, { tls })
    await expect(server.reloadCertificates({ cert: '/nowhere.pem', key: '/nowhere.key' })).rejects.toThrow(
      'nowhere',
    )
    expect((await ask(server))[0]).toBe(200)
  })

  it('is refused by a server without TLS', async () => {
    const { server } = await start(echo)
    await expect(server.reloadCertificates()).rejects.toThrow('without tls')
  })
})

describe('close() over TLS', () => {
  it('lets running requests of both protocols finish, and drops handshakes', async () => {
    const { application, open: answer, requests } = gated()
    const { server } = await start(application, { tls })
    const silent = connectTcp(portOf(server))
    onTestFinished(() => void silent.destroy())
    await once(silent, 'connect')
    const one = ask(server)
    const two = askHttp2(openHttp2(server), '/two')
    await expect.poll(() => requests.length).toBe(2)
    const closed = server.close({ graceMs: 10_000 })
    answer()
    expect(await one).toEqual([200, '/'])
    expect(await two).toBe('/two')
    await closed
  })
})

describe('serve() checks tls before anything listens', () => {
  const WRONG: ReadonlyArray<[string, ServeOptions, string]> = [
    ['a file that is not there', { tls: { cert: '/nowhere.pem', key: tls.key } }, 'nowhere'],
    ['a key that does not fit', { tls: { cert: tls.cert, key: readFileSync(tls.cert) } }, 'cannot be used'],
    ['something else', { tls: 'cert.pem' as never }, 'tls is { cert, key }'],
    ['http2 that is no boolean', { tls, http2: 1 as never }, 'http2 is a boolean'],
  ]
  it.each(WRONG)('NT5: refuses %s', async (_what, options, says) => {
    await expect(serve(tell, { port: 0, ...options })).rejects.toThrow(says)
  })
})
