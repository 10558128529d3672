import { describe, expect, it } from 'vitest'
import { serve } from '../src/index.ts'
import type { ServeOptions } from '../src/index.ts'
import { path } from './applications.ts'
import { start } from './start.ts'

/** Every option, and values that it does not take. */
const WRONG: ReadonlyArray<[name: string, values: unknown[], expected: string]> = [
  ['host', ['', 1, null, {}], 'a non-empty string'],
  ['port', [-1, 65_536, 1.5, '80', NaN, null], '0 to 65535'],
  ['unix', ['', 1, null], 'a path'],
  ['backlog', [-1, 1.5, '511', Infinity], 'a whole number, 0 or more'],
  ['listen', [[], 'unix:/run/app.sock', {}], 'a list of at least one address'],
  ...[
    'drainBytes',
    'minContentRate',
    'maxContentBytes',
    'maxConnections',
    'maxPendingRequests',
    'maxRequestsPerConnection',
  ].map((name): [string, unknown[], string] => [
    name,
    [-1, 1.5, '1', Infinity, null],
    'a whole number, 0 or more',
  ]),
  ...[
    'headTimeoutMs',
    'keepAliveTimeoutMs',
    'contentTimeoutMs',
    'requestTimeoutMs',
    'writeTimeoutMs',
    'drainMs',
  ].map((name): [string, unknown[], string] => [
    name,
    [-1, 1.5, '1', Infinity, 2_147_483_648],
    '0 to 2147483647',
  ]),
  ['onError', ['log', null, {}], 'a function'],
  ['onClientError', ['log', null, {}], 'a function'],
  ...[
    'maxRequestLineBytes',
    'maxHeadBytes',
    'maxFields',
    'maxChunkExtensionBytes',
    'maxTrailerBytes',
    'maxTrailerFields',
  ].map((name): [string, unknown[], string] => [
    name,
    [0, -1, 1.5, '1', Infinity, NaN, null],
    'a positive integer',
  ]),
]

describe('serve() checks its options before anything starts', () => {
  const service = { app: path, start: () => expect.unreachable() }

  it.each(WRONG)('%s', async (name, values, expected) => {
    for (const value of values) {
      const serving = serve(service, { [name]: value })
      await expect(serving).rejects.toThrow(TypeError)
      await expect(serving).rejects.toThrow(name)
      await expect(serving).rejects.toThrow(expected)
    }
  })

  it('takes undefined for an option that is left out', async () => {
    const { server } = await start(path, {
      host: undefined,
      drainMs: undefined,
      maxFields: undefined,
    } as unknown as ServeOptions)
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:/)
  })

  it('knows no others, such as a misspelled one', async () => {
    for (const name of ['Port', 'hostname', 'constructor', '__proto__', 'graceMs']) {
      const options = JSON.parse(`{"${name}":1}`) as ServeOptions
      await expect(serve(service, options)).rejects.toThrow(`Unknown option '${name}'`)
    }
  })

  it('listens either on a unix socket or on host and port', async () => {
    for (const other of [{ port: 0 }, { host: '127.0.0.1' }, { listen: [':0'] }]) {
      await expect(serve(service, { unix: '/nowhere', ...other })).rejects.toThrow(
        'Listen on host and port, on unix, or on what listen names',
      )
    }
  })

  it.each([undefined, null, {}, 'app', { app: 'app' }])(
    'serves an application or a service, not %o',
    async (served) => {
      await expect(serve(served as never, { port: 0 })).rejects.toThrow('a function from request to response')
    },
  )
})

describe('close() checks its options', () => {
  it.each([-1, 1.5, NaN, Infinity, 2_147_483_648, '1'])('graceMs: %o', async (graceMs) => {
    const { server, open } = await start(path)
    await expect(server.close({ graceMs: graceMs as number })).rejects.toThrow('graceMs is 0 to 2147483647')
    const client = await open()
    await client.send('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    expect((await client.answer()).status).toBe(200)
  })
})
