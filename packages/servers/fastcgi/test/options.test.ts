import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { Server as Listener } from 'node:net'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it, onTestFinished } from 'vitest'
import { serve } from '../src/index.ts'
import type { ServeOptions } from '../src/index.ts'
import { Client } from './client.ts'
import { start } from './start.ts'

const hello = (): { status: number; headers: object; body: string } => ({
  status: 200,
  headers: {},
  body: 'hello',
})

describe('options', () => {
  it.each<[options: object, message: string]>([
    [{ port: -1 }, 'port is 0 to 65535, got -1'],
    [{ port: 1, unix: '/a' }, 'several addresses go into listen'],
    [{ listen: [] }, 'listen is a list of at least one address'],
    [{ maxRequests: -1 }, 'maxRequests is a whole number, 0 or more, got -1'],
    [{ headTimeoutMs: 2 ** 31 }, 'headTimeoutMs is 0 to 2147483647'],
    [{ maxHeadBytes: 1 }, "Unknown option 'maxHeadBytes' of serve()"],
    [{ trustNetwork: 'yes' }, 'trustNetwork is a boolean, got "yes"'],
    [{ onError: 1 }, 'onError is a function, got 1'],
    [{ authorizer: {} }, 'authorizer is an application, got object'],
    [{ isScript: 'yes' }, 'isScript is a boolean, got string'],
    [{ webServers: ['nobody'] }, '"nobody" is no address'],
  ])('%j are refused: %s', async (options, message) => {
    await expect(serve(hello as never, options as ServeOptions)).rejects.toThrow(message)
  })
})

describe('where it listens', () => {
  it('has an address and a URL', async () => {
    const { server } = await start(hello as never)
    const { port } = server.address as { port: number }
    expect(server.url).toBe(`fastcgi://127.0.0.1:${port}`)
    expect(server.urls).toEqual([server.url])
  })

  it('is not where other machines reach it, unless that is meant, and then it warns (GW18)', async () => {
    await expect(serve(hello as never, { host: '0.0.0.0', port: 0 })).rejects.toMatchObject({
      code: 'ENOTLOOPBACK',
    })
    const warned = once(process, 'warning')
    await start(hello as never, { listen: [{ host: '0.0.0.0', port: 0 }], trustNetwork: true })
    const [warning] = (await warned) as [Error & { code: string }]
    expect([warning.code, warning.message]).toEqual([
      'TSGI_TRUSTED_NETWORK',
      expect.stringContaining('believes whoever connects'),
    ])
  })

  it('serves the socket on descriptor 0, as programs that a web server starts do', async () => {
    const listener: Listener = createServer().listen(0, '127.0.0.1')
    await once(listener, 'listening')
    const { port } = listener.address() as { port: number }
    const { fd } = (listener as unknown as { _handle: { fd: number } })._handle
    const child = spawn(process.execPath, ['--input-type=module', '--eval', PROGRAM], {
      stdio: [fd, 'pipe', 'inherit'],
      cwd: fileURLToPath(new URL('..', import.meta.url)),
    })
    onTestFinished(() => void child.kill())
    listener.close()
    await once(child.stdout as Readable, 'data')
    const client = await Client.to({ address: { address: '127.0.0.1', port } } as never)
    const { content } = await client.ask({
      REQUEST_URI: '/app.fcgi',
      SCRIPT_NAME: '/app.fcgi',
      PATH_INFO: '',
    })
    expect(content.toString()).toBe('/app.fcgi ')
  })
})

/** Built, since a process of its own does not know how to read the source. */
const PROGRAM = `
import { serve } from './dist/index.js'
await serve(({ basePath, path }) => ({ status: 200, headers: {}, body: basePath + ' ' + path }), { listen: ['fd:0'] })
console.log('listening')
`

describe('web servers', () => {
  afterEach(() => {
    delete process.env['FCGI_WEB_SERVER_ADDRS']
  })

  it.each([
    ['192.0.2.1', false],
    ['192.0.2.1,127.0.0.1', true],
    ['192.0.2.1, 127.0.0.0/8', true],
  ])('FCGI_WEB_SERVER_ADDRS %s lets us in: %s (§3.2)', async (list, isIn) => {
    process.env['FCGI_WEB_SERVER_ADDRS'] = list
    const { connect } = await start(hello as never)
    const client = await connect()
    const answer = client.ask().then(
      ({ status }) => status,
      () => null,
    )
    expect(await answer).toBe(isIn ? 200 : null)
  })

  it('are listed by the option, whatever the environment says', async () => {
    process.env['FCGI_WEB_SERVER_ADDRS'] = '192.0.2.1'
    const { connect } = await start(hello as never, { webServers: ['127.0.0.1'] })
    expect((await (await connect()).ask()).status).toBe(200)
  })
})
