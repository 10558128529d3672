import { setImmediate as turn } from 'node:timers/promises'
import type { HttpRequest } from '@tsgi/spec'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { serve } from '../src/index.ts'
import { path } from './applications.ts'
import { openClient, turns } from './raw-client.ts'
import { start, startUnchecked } from './start.ts'

const GET = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'
const failure = new Error('secret')

/** Everything that an application may do wrong before the head. */
const FAULTS: ReadonlyArray<[string, (request: HttpRequest) => unknown]> = [
  [
    'throws',
    () => {
      throw failure
    },
  ],
  ['rejects', () => Promise.reject(failure)],
  [
    'rejects later',
    () =>
      turn().then(() => {
        throw failure
      }),
  ],
  [
    'throws null',
    () => {
      throw null
    },
  ],
  [
    'throws text',
    () => {
      throw 'secret'
    },
  ],
  [
    'throws a proxy',
    () => {
      throw new Proxy({}, { get: fail, getPrototypeOf: fail })
    },
  ],
  [
    'throws what throws when it is looked at',
    () => {
      throw {
        get status() {
          return fail()
        },
        get expose() {
          return fail()
        },
      }
    },
  ],
  ['returns nothing', () => undefined],
  ['returns a fetch Response', () => new Response('secret')],
  ['returns a proxy', () => new Proxy({}, { get: fail, has: fail })],
  [
    'returns a response that throws when it is looked at',
    () => ({
      status: 200,
      headers: {},
      get body() {
        return fail()
      },
    }),
  ],
  [
    'returns a header that throws when it is looked at',
    () => ({
      status: 200,
      headers: {
        get 'x-a'() {
          return fail()
        },
      },
      body: null,
    }),
  ],
  ['streams what throws', () => ({ status: 200, headers: {}, body: { [Symbol.asyncIterator]: fail } })],
  [
    'streams nothing but an error',
    () => ({ status: 200, headers: {}, body: { [Symbol.asyncIterator]: () => ({ next: fail }) } }),
  ],
]

function fail(): never {
  throw failure
}

describe('an application that', () => {
  it.each(FAULTS)(
    'G22 %s gets a bare 500 sent and one report; the connection goes on',
    async (_what, fault) => {
      const { open, errors } = await startUnchecked((request: HttpRequest) =>
        request.path === '/' ? fault(request) : path(request),
      )
      const client = await open()
      await client.send(`${GET}GET /next HTTP/1.1\r\nHost: a\r\n\r\n${GET}`)
      const answers = await client.answers(3)
      expect(answers.map(({ status, body }) => [status, body])).toEqual([
        [500, ''],
        [200, '/next'],
        [500, ''],
      ])
      expect(Object.keys(answers[0]!.headers)).toEqual(['date', 'content-length'])
      expect(errors).toHaveLength(2)
    },
  )

  it('ERR-3 throws a client error answers with its status', async () => {
    const { open, errors } = await start(() => {
      throw Object.assign(new Error('secret'), { expose: true, status: 422 })
    })
    const client = await open()
    await client.send(GET)
    expect(await client.answer()).toMatchObject({ status: 422, headers: { 'content-length': '0' }, body: '' })
    expect(errors).toEqual([])
  })

  it('CN15 fails in a callback or in work has this reported, with the request, and nothing else happens', async () => {
    const reports: Array<[unknown, string | undefined]> = []
    const { open } = await start(
      ({ path: name, exchange }) => {
        exchange.onFinish(fail)
        exchange.waitUntil(Promise.reject(failure))
        return path({ path: name } as HttpRequest)
      },
      { onError: (error, request) => reports.push([error, request?.path]) },
    )
    const client = await open()
    await client.send('GET /one HTTP/1.1\r\nHost: a\r\n\r\nGET /two HTTP/1.1\r\nHost: a\r\n\r\n')
    expect((await client.answers(2)).map(({ body }) => body)).toEqual(['/one', '/two'])
    await turns()
    expect(reports.toSorted(([, one], [, other]) => String(one).localeCompare(String(other)))).toEqual([
      [failure, '/one'],
      [failure, '/one'],
      [failure, '/two'],
      [failure, '/two'],
    ])
  })
})

describe('callbacks of the operator', () => {
  it('may throw: the client gets its answer all the same', async () => {
    const { open } = await startUnchecked(fail, { onError: fail })
    const client = await open()
    await client.send(GET)
    expect((await client.answer()).status).toBe(500)
  })

  it('CN5 may throw when they hear of a client error, which is reported', async () => {
    const { open, errors } = await start(path, { onClientError: fail })
    const client = await open()
    await client.send('BAD\r\n\r\n')
    expect((await client.answer()).status).toBe(400)
    await client.rest()
    expect(errors).toEqual([failure])
  })

  it('hear of client errors with their code and the peer', async () => {
    const seen: unknown[] = []
    const { open } = await start(path, {
      onClientError: (error, remote) => seen.push([error.code, error.status, remote]),
    })
    const client = await open()
    const { localPort } = client.socket
    await client.send('GET / HTTP/9.9\r\nHost: a\r\n\r\n')
    await client.rest()
    expect(seen).toEqual([['HTTP1_VERSION', 505, { address: '127.0.0.1', port: localPort }]])
  })

  it('are standard error when there are none, with the request in front', async () => {
    const printed = vi.spyOn(console, 'error').mockImplementation(() => {})
    onTestFinished(() => printed.mockRestore())
    const server = await serve(fail, { port: 0 })
    onTestFinished(() => server.close({ graceMs: 0 }))
    const client = await openClient(server)
    await client.send('GET /path?query HTTP/1.1\r\nHost: a\r\n\r\n')
    await client.answer()
    expect(printed.mock.calls).toEqual([['tsgi: GET /path failed'], [failure]])
  })
})
