/*
 * Middleware that has believed a proxy derives another client and another scheme: listeners find them on the socket, which is
 * otherwise the connection's own.
 */
import { EventEmitter, once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { connect, Socket } from 'node:net'
import { isProxy } from 'node:util/types'
import { client as clientOf } from '@tsgi/testing'
import type { Address, Application, HttpRequest, Middleware } from '@tsgi/spec'
import express from 'express'
import { describe, expect, it, onTestFinished } from 'vitest'
import { fromNode, fromNodeMiddleware, toNode, toNodeMiddleware } from '../src/index.ts'
import { exchangeWith } from './exchange-with.ts'
import { listen, listenHttp2, listenNode, listenOurs } from './servers.ts'

type Client = Pick<HttpRequest, 'remote' | 'scheme'>

const remote: Address = { address: '203.0.113.7', port: 0 }
const DERIVED: Client = { remote, scheme: 'https' }
const SEEN = ['203.0.113.7', 0, 'IPv4', true, true]

const telling =
  (client: Client): Middleware =>
  (next) =>
  (request) =>
    next({ ...request, ...client })

const seenBy = ({ socket }: IncomingMessage): unknown[] => {
  const { remoteAddress, remotePort, remoteFamily } = socket
  const isSecure = 'encrypted' in socket && socket.encrypted
  return [remoteAddress, remotePort, remoteFamily, isSecure, socket instanceof Socket]
}

const tell = (req: IncomingMessage, res: ServerResponse): void => void res.end(JSON.stringify(seenBy(req)))

async function seen(port: number): Promise<unknown> {
  return JSON.parse((await exchangeWith(port)).body)
}

describe.each([
  ['@tsgi/server', listenOurs],
  ['toNode on node:http', listenNode],
])('through %s', (_name, open) => {
  it('the socket tells of a derived client', async () => {
    expect(await seen(await open(telling(DERIVED)(fromNode(tell))))).toEqual(SEEN)
  })

  it('the socket is the connection itself when nothing was derived', async () => {
    const sockets: Socket[] = []
    const application = fromNode((req, res) => (sockets.push(req.socket), tell(req, res)))
    const [address, port, family, isSecure] = (await seen(await open(application))) as unknown[]
    expect([address, typeof port, family, isSecure]).toEqual(['127.0.0.1', 'number', 'IPv4', false])
    expect(isProxy(sockets[0])).toBe(false)
  })

  it('clients of one connection do not mix', async () => {
    let turn = 0
    const application: Application = (request) =>
      fromNode(tell)({ ...request, remote: { address: `203.0.113.${++turn}`, port: turn } })
    const client = connect(await open(application), '127.0.0.1')
    onTestFinished(() => void client.destroy())
    let answers = ''
    for (const expected of ['203.0.113.1', '203.0.113.2']) {
      client.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
      while (!answers.includes(`"${expected}"`)) answers += String((await once(client, 'data'))[0])
    }
    expect(turn).toBe(2)
  })

  it('has a derived client further in, and the outer one further out', async () => {
    const told: unknown[] = []
    const outer = fromNodeMiddleware((req, res, next) => {
      told.push((seenBy(req) as string[])[0])
      res.on('close', () => told.push((seenBy(req) as string[])[0]))
      next()
    })
    expect(await seen(await open(outer(telling(DERIVED)(fromNode(tell)))))).toEqual(SEEN)
    expect(told).toEqual(['127.0.0.1', '127.0.0.1'])
  })

  it('is what handlers after a middleware in a stack of Node find', async () => {
    const first = toNodeMiddleware(telling(DERIVED))
    const application = fromNode((req, res) => void first(req, res, () => tell(req, res)))
    expect(await seen(await open(application))).toEqual(SEEN)
  })

  it('is the client of an application further in', async () => {
    const inner = toNode(({ remote: client, scheme }) => ({
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify([client, scheme]),
    }))
    expect(await seen(await open(telling(DERIVED)(fromNode(inner))))).toEqual([remote, 'https'])
  })

  it('works as the connection does', async () => {
    const told = new EventEmitter()
    const port = await open(
      telling(DERIVED)(
        fromNode(({ socket }, res) => {
          socket.setTimeout(20, () => told.emit('timeout', socket.timeout))
          const left = (): unknown => told.emit('left')
          socket.once('error', left).off('error', left).once('close', left)
          res.write(JSON.stringify([socket.writable, socket.readyState, typeof socket.localPort]))
        }),
      ),
    )
    const timedOut = once(told, 'timeout')
    const left = once(told, 'left')
    const client = connect(port, '127.0.0.1')
    client.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    let answer = ''
    while (!answer.includes(']')) answer += String((await once(client, 'data'))[0])
    expect(answer).toContain('[true,"open","number"]')
    expect(await timedOut).toEqual([20])
    client.destroy()
    await left
  })

  it('ends with it', async () => {
    const port = await open(telling(DERIVED)(fromNode(({ socket }) => void socket.destroy())))
    const client = connect(port, '127.0.0.1')
    client.on('error', () => {}).write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    expect(await once(client, 'close')).toHaveLength(1)
  })

  it('is what Express tells', async () => {
    const app = express()
    app.get('/', (req, res) => void res.json([req.ip, req.protocol, req.secure]))
    expect(await seen(await open(telling(DERIVED)(fromNode(app))))).toEqual(['203.0.113.7', 'https', true])
  })
})

describe('where there is no socket to show', () => {
  it.each<[string, (application: Application) => Promise<unknown>]>([
    ['in process', async (application) => (await clientOf(application).get('/')).json()],
    ['over HTTP/2', async (application) => askHttp2(await listenHttp2(application))],
  ])('a stand-in tells of a derived client, %s', async (_name, ask) => {
    const application = fromNode((req, res) => {
      res.setHeader('content-type', 'application/json')
      tell(req, res)
    })
    const around = fromNodeMiddleware((_req, _res, next) => next())
    expect(await ask(around(telling(DERIVED)(application)))).toEqual([...SEEN.slice(0, 4), false])
  })

  it('the stand-in can be told to time out', async () => {
    const timedOut = new EventEmitter()
    const application = fromNode(({ socket }, res) => {
      res.setHeader('content-type', 'text/plain')
      socket.setTimeout(1, () => timedOut.emit('timeout'))
      res.write('begun')
    })
    const around = fromNodeMiddleware((_req, _res, next) => next())
    const over = once(timedOut, 'timeout')
    await clientOf(around(telling(DERIVED)(application))).stream('GET', '/')
    expect(await over).toEqual([])
  })
})

it('is not the request of the way in, which tells another one', async () => {
  const server = createServer(toNode(telling(DERIVED)(fromNode(tell))))
  expect(await seen(await listen(server))).toEqual(SEEN)
})

async function askHttp2(port: number): Promise<unknown> {
  const { connect: connectHttp2 } = await import('node:http2')
  const session = connectHttp2(`http://127.0.0.1:${port}`)
  onTestFinished(() => session.close())
  let answer = ''
  for await (const chunk of session.request({ ':path': '/' })) answer += String(chunk)
  return JSON.parse(answer)
}
