import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { HttpRequest, ServerInfo } from '@tsgi/spec'
import { describe, expect, it, onTestFinished } from 'vitest'
import { serve } from '../src/index.ts'
import { path, target } from './applications.ts'
import { start, startUnchecked } from './start.ts'

const GET = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'

function socketPath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tsgi-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return join(folder, 'app.sock')
}

describe('where a server listens', () => {
  it('is told by url and address, on loopback unless asked', async () => {
    const { server, open } = await start(path)
    const { address, port } = server.address as { address: string; port: number }
    expect(address).toBe('127.0.0.1')
    expect(server.url).toBe(`http://127.0.0.1:${port}`)
    const client = await open()
    await client.send(GET)
    expect((await client.answer()).status).toBe(200)
    expect(await (await fetch(`${server.url}/fetched`)).text()).toBe('/fetched')
  })

  it('may be an IPv6 address', async () => {
    const { server, open } = await start(target, { host: '::1' })
    expect(server.url).toMatch(/^http:\/\/\[::1\]:\d+$/)
    const client = await open()
    await client.send('GET / HTTP/1.0\r\n\r\n')
    expect(JSON.parse((await client.answer()).body)).toMatchObject({
      authority: server.url.slice('http://'.length),
    })
  })

  it('may be a unix socket, whose clients have no address (REQ-9)', async () => {
    const unix = socketPath()
    const seen: HttpRequest[] = []
    const { server, open } = await start((request) => (seen.push(request), path(request)), { unix })
    expect(server.url).toBe(`unix:${unix}`)
    expect(server.address).toBe(unix)
    const client = await open()
    await client.send(`${GET}GET / HTTP/1.0\r\n\r\n`)
    await client.answers(2)
    expect(seen.map(({ remote, authority }) => [remote, authority])).toEqual([
      [null, 'a'],
      [null, 'localhost'],
    ])
    await server.close()
    expect(server.url).toBe(`unix:${unix}`)
  })

  it('ends a stream to HTTP/1.0 on a unix socket, where there is no reset', async () => {
    async function* failing(): AsyncGenerator<string> {
      yield 'a'
      throw new Error('failed')
    }
    const { open } = await start(
      () => ({ status: 200, headers: { 'content-type': 'text/plain' }, body: failing() }),
      {
        unix: socketPath(),
      },
    )
    const client = await open()
    await client.send('GET / HTTP/1.0\r\n\r\n')
    expect(await client.rest()).toMatch(/a$/)
  })

  it('tells the peer by its address and port (REQ-9)', async () => {
    let remote: HttpRequest['remote'] = null
    const { open } = await start((request) => ((remote = request.remote), path(request)))
    const client = await open()
    await client.send(GET)
    await client.answer()
    expect(remote).toEqual({ address: '127.0.0.1', port: client.socket.localPort })
  })

  it('tells an IPv4 peer of an IPv6 listener by its IPv4 address', async () => {
    let remote: HttpRequest['remote'] = null
    const { server } = await start((request) => ((remote = request.remote), path(request)), { host: '::' })
    const { port } = server.address as { port: number }
    await fetch(`http://127.0.0.1:${port}/`)
    expect(remote).toMatchObject({ address: '127.0.0.1' })
  })
})

describe('a server that cannot listen', () => {
  it('rejects with the reason of Node, and stops the service that it started (LIFE-1)', async () => {
    const { server } = await start(path)
    const { port } = server.address as { port: number }
    const events: string[] = []
    const service = {
      app: path,
      start: () => void events.push('start'),
      stop: () => void events.push('stop'),
    }
    await expect(serve(service, { port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
    expect(events).toEqual(['start', 'stop'])
  })

  it('says so even when stopping fails as well, which is reported', async () => {
    const errors: unknown[] = []
    const failure = new Error('stop')
    const unix = '/nowhere/app.sock'
    const service = { app: path, stop: () => Promise.reject(failure) }
    await expect(serve(service, { unix, onError: (error) => errors.push(error) })).rejects.toMatchObject({
      syscall: 'listen',
    })
    expect(errors).toEqual([failure])
  })
})

describe('a service (LIFE-1, LIFE-2)', () => {
  it('starts before the first request, is told of the server, and stops after the last', async () => {
    const events: unknown[] = []
    let info: ServerInfo | undefined
    const { server, open } = await startUnchecked({
      app: (request) => {
        events.push('request')
        expect(request.exchange.server).toBe(info)
        return path(request)
      },
      async start(given) {
        info = given
        await Promise.resolve()
        events.push('start')
      },
      stop: () => void events.push('stop'),
    })
    expect(events).toEqual(['start'])
    const client = await open()
    await client.send(GET)
    expect((await client.answer()).status).toBe(200)
    await Promise.all([server.close(), server.close()])
    await server.close()
    expect(events).toEqual(['start', 'request', 'stop'])
    expect(info).toMatchObject({
      name: '@tsgi/server',
      spec: '1.0',
      runtime: `node/${process.versions.node}`,
    })
    expect(info!.version).toMatch(/^\d+\.\d+\.\d+/)
  })

  it('that cannot start prevents listening', async () => {
    const failure = new Error('no database')
    const stop = (): never => expect.unreachable()
    await expect(serve({ app: path, start: () => Promise.reject(failure), stop }, { port: 0 })).rejects.toBe(
      failure,
    )
  })

  it('that cannot stop makes close reject', async () => {
    const failure = new Error('stop')
    const server = await serve({ app: path, stop: () => Promise.reject(failure) }, { port: 0 })
    await expect(server.close()).rejects.toBe(failure)
  })
})
