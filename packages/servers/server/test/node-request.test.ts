import type { Socket } from 'node:net'
import type { Application, Exchange, HttpRequest } from '@tsgi/spec'
import { expect, it } from 'vitest'
import { startUnchecked } from './start.ts'

/** What adapters of Node's listeners find on the exchange. */
interface Below {
  readonly socket: Socket
  readonly keepAliveMs: number | null
  rawHeaders(request: HttpRequest): string[] | undefined
  target(request: HttpRequest): string | undefined
}

const below = ({ exchange }: HttpRequest): Below => exchange[Symbol.for('tsgi.node')] as Below

it('tells an adapter of the socket and of the fields as they came', async () => {
  const seen: unknown[] = []
  const application: Application = (request) => {
    const { socket } = below(request)
    seen.push(socket.remoteAddress, socket.remotePort === request.remote?.port)
    seen.push(below(request).rawHeaders(request))
    return { status: 204, headers: {}, body: null }
  }
  const { open } = await startUnchecked(application)
  const client = await open()
  await client.send('GET / HTTP/1.1\r\nHost: a\r\nX-Twice: 1\r\nx-twice: 2\r\nConnection: close\r\n\r\n')
  await client.rest()
  expect(seen).toEqual([
    '127.0.0.1',
    true,
    ['Host', 'a', 'X-Twice', '1', 'x-twice', '2', 'Connection', 'close'],
  ])
})

it('tells how long the connection stays', async () => {
  const seen: unknown[] = []
  const application: Application = (request) => {
    seen.push(below(request).keepAliveMs)
    return { status: 204, headers: {}, body: null }
  }
  const { open } = await startUnchecked(application, { keepAliveTimeoutMs: 7000 })
  const client = await open()
  await client.send('GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
  await client.rest()
  expect(seen).toEqual([7000, null])
})

it('tells no fields of a request that was derived with other ones (EXT-2)', async () => {
  const application: Application = (request) => {
    const derived = { ...request, headers: { ...request.headers, 'x-more': '1' } }
    expect(below(derived).rawHeaders(derived)).toBeUndefined()
    expect(below(derived).rawHeaders({ ...request, path: '/other' })).toEqual([
      'Host',
      'a',
      'Connection',
      'close',
    ])
    return { status: 204, headers: {}, body: null }
  }
  const { open } = await startUnchecked(application)
  const client = await open()
  await client.send('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
  expect(await client.rest()).toMatch(/^HTTP\/1.1 204 /)
})

it('tells the target as it came, of a request that has it still', async () => {
  const seen: unknown[] = []
  const application: Application = (request) => {
    seen.push(below(request).target(request), below(request).target({ ...request, path: '/other' }))
    return { status: 204, headers: {}, body: null }
  }
  const { open } = await startUnchecked(application)
  const client = await open()
  await client.send('GET http://a/b%20c? HTTP/1.1\r\nHost: a\r\n\r\n')
  await client.answer()
  await client.send('OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
  await client.rest()
  expect(seen).toEqual(['http://a/b%20c?', undefined, '*', undefined])
})

it('tells nothing once the exchange is over: the socket may have another one', async () => {
  let exchange: Exchange | null = null
  const application: Application = (request) => {
    exchange ??= request.exchange
    return { status: 204, headers: {}, body: null }
  }
  const { open } = await startUnchecked(application)
  const client = await open()
  await client.send('GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
  await client.rest()
  expect(exchange![Symbol.for('tsgi.node')]).toBeUndefined()
})
