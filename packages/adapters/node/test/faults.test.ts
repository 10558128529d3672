/*
 * Listeners that misbehave, clients that leave: the client gets a clean 500 or a broken answer, and all goes on.
 */
import { EventEmitter, once } from 'node:events'
import { request } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { client as clientOf } from '@tsgi/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { fromNode } from '../src/index.ts'
import type { NodeListener } from '../src/index.ts'
import { exchangeWith } from './exchange-with.ts'
import { listenNode, listenOurs } from './servers.ts'

type Listener = (req: IncomingMessage, res: ServerResponse) => unknown
type Case = [what: string, listener: Listener, messages: readonly string[]]

const fail = (): never => {
  throw new Error('fault')
}

describe.each([
  ['@tsgi/server', listenOurs],
  ['toNode on node:http', listenNode],
])('through %s', (_name, listen) => {
  const open = async (listener: Listener): Promise<{ port: number; errors: unknown[] }> => {
    const errors: unknown[] = []
    return { errors, port: await listen(fromNode(listener), (error) => errors.push(error)) }
  }

  const answeredWith500: Case[] = [
    ['throws', fail, ['fault']],
    ['rejects', async () => fail(), ['fault']],
    [
      'rejects later',
      () => new Promise((_resolve, reject) => setImmediate(() => reject(new Error('fault')))),
      ['fault'],
    ],
    ['throws after it has written', (_req, res) => (res.write('a'), fail()), ['fault']],
    [
      'throws at an invalid field',
      (_req, res) => res.setHeader('x', 'a\r\nb'),
      ['Invalid character in header content ["x"]'],
    ],
    [
      'writes another length than it told',
      (_req, res) => res.setHeader('Content-Length', 9).end('hello'),
      ['content-length is 9, but the body has 5 bytes (SPEC LEN-1)'],
    ],
  ]

  it.each(answeredWith500)('answers 500 when the listener %s', async (_what, listener, messages) => {
    const { port, errors } = await open((req, res) =>
      req.url === '/' ? listener(req, res) : res.end('fine'),
    )
    expect(await exchangeWith(port)).toMatchObject({ status: 500, body: '' })
    expect(errors.map((error) => (error as Error).message)).toEqual(messages)
    expect(await exchangeWith(port, { path: '/again' })).toMatchObject({ status: 200, body: 'fine' })
  })

  it('breaks the answer off when the listener rejects after the head', async () => {
    const { port, errors } = await open(async (_req, res) => {
      res.write('a')
      await new Promise((resolve) => setTimeout(resolve, 5))
      fail()
    })
    expect(await exchangeWith(port)).toMatchObject({ status: 200, isComplete: false })
    expect(errors).toMatchObject([{ message: 'fault' }])
  })

  it('sends an answer that was complete before the listener failed', async () => {
    const { port, errors } = await open((_req, res) => (res.end('fine'), fail()))
    expect(await exchangeWith(port)).toMatchObject({ status: 200, body: 'fine' })
    expect(errors).toMatchObject([{ message: 'fault' }])
  })

  it('emits an error for a write after the end, as Node does', async () => {
    const errors = new EventEmitter()
    const { port } = await open((_req, res) => {
      res.on('error', (error) => errors.emit('one', error))
      res.end('fine')
      res.write('more')
    })
    const happened = once(errors, 'one')
    expect(await exchangeWith(port)).toMatchObject({ status: 200, body: 'fine' })
    expect(await happened).toMatchObject([{ code: 'ERR_STREAM_WRITE_AFTER_END' }])
  })

  it.each<[string, Listener]>([
    ['req.socket', (req) => req.socket.destroy()],
    ['res', (_req, res) => res.destroy()],
    ['req', (req) => req.destroy()],
  ])('closes the connection without an answer when the listener destroys %s', async (_what, listener) => {
    const { port } = await open((req, res) => (req.url === '/' ? listener(req, res) : res.end('fine')))
    await expect(exchangeWith(port)).rejects.toThrow(/hang up|ECONNRESET/)
    expect(await exchangeWith(port, { path: '/again' })).toMatchObject({ body: 'fine' })
  })

  it.each<[string, Listener]>([
    ['before the answer', () => {}],
    ['in the middle of it', (_req, res) => res.write('a')],
  ])('tells of a client that leaves %s', async (_when, listener) => {
    const happened: string[] = []
    const over = new EventEmitter()
    const { port, errors } = await open((req, res) => {
      for (const name of ['aborted', 'error', 'close']) req.on(name, () => happened.push(`req ${name}`))
      for (const name of ['finish', 'error']) res.on(name, () => happened.push(`res ${name}`))
      res.on('close', () => (happened.push('res close'), setImmediate(() => over.emit('over', res, req))))
      listener(req, res)
      over.emit('called')
    })
    const isOver = once(over, 'over')
    const isCalled = once(over, 'called')
    const client = request({ host: '127.0.0.1', port, method: 'POST', headers: { 'content-length': 5 } })
    client.on('error', () => {})
    client.write('a')
    await isCalled
    client.destroy()
    const [res, req] = (await isOver) as [ServerResponse, IncomingMessage]
    expect(happened).toEqual(['req aborted', 'res close', 'req error', 'req close'])
    expect([res.destroyed, res.closed, res.writableFinished, req.aborted, req.destroyed]).toEqual([
      true,
      true,
      false,
      true,
      true,
    ])
    expect(errors).toEqual([])
  })

  it('tells the socket of no error when the client leaves', async () => {
    const seen = new EventEmitter()
    const { port } = await open((req) => {
      req.socket.on('error', () => seen.emit('over', 'error')).on('close', () => seen.emit('over', 'close'))
      seen.emit('called')
    })
    const called = once(seen, 'called')
    const over = once(seen, 'over')
    const client = connect(port, '127.0.0.1')
    client.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    await called
    client.destroy()
    expect(await over).toEqual(['close'])
  })

  it('lets a reader of the content fail when the client leaves', async () => {
    const over = new EventEmitter()
    const { port } = await open(async (req) => {
      try {
        for await (const _chunk of req) over.emit('read')
      } catch (error) {
        over.emit('failed', error)
      }
    })
    const failed = once(over, 'failed')
    const client = request({ host: '127.0.0.1', port, method: 'POST', headers: { 'content-length': 5 } })
    client.on('error', () => {})
    client.write('a')
    await once(over, 'read')
    client.destroy()
    expect(await failed).toMatchObject([{ code: 'ECONNRESET' }])
  })

  it('emits timeout on what asked for it', async () => {
    const { port } = await open((_req, res) => void res.setTimeout(20, () => res.end('late')))
    expect(await exchangeWith(port)).toMatchObject({ status: 200, body: 'late' })
  })

  it('closes the connection when nobody takes care of a timeout', async () => {
    const { port } = await open((req) => void req.socket.setTimeout(20))
    await expect(exchangeWith(port)).rejects.toThrow(/hang up|ECONNRESET/)
  })

  it('lets a listener write to the socket itself', async () => {
    const { port } = await open(
      (req) => void req.socket.end('HTTP/1.1 299 Own\r\nConnection: close\r\n\r\nraw'),
    )
    const client = connect(port, '127.0.0.1')
    onTestFinished(() => void client.destroy())
    client.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    let answer = ''
    for await (const chunk of client) answer += String(chunk)
    expect(answer).toBe('HTTP/1.1 299 Own\r\nConnection: close\r\n\r\nraw')
  })

  it('leaves no listener behind on a connection that stays', async () => {
    const counts = new Set<string>()
    const { port } = await open((req, res) => {
      const names = ['close', 'end', 'error', 'timeout', 'drain', 'data']
      counts.add(names.map((name) => req.socket.listenerCount(name)).join())
      setImmediate(() => res.end())
    })
    const client = connect(port, '127.0.0.1')
    onTestFinished(() => void client.destroy())
    for (let i = 0; i < 20; i++) {
      client.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
      await once(client, 'data')
    }
    // The first one finds a connection that was not watched yet.
    expect(counts.size).toBeLessThanOrEqual(2)
  })
})

it('answers 500 where nothing but a stand-in for a socket is destroyed', async () => {
  const app = clientOf(fromNode((req) => void req.socket.destroy()))
  expect(await app.get('/')).toMatchObject({ status: 500 })
  expect(app.errors).toMatchObject([{ code: 'ECONNRESET' }])
})

it.each<[unknown, string]>([
  [undefined, 'undefined'],
  [null, 'null'],
  [{ handle() {} }, 'object'],
  ['app', 'string'],
])('refuses what is no listener: %s', (listener, got) => {
  expect(() => fromNode(listener as NodeListener)).toThrow(
    `Expected a listener (req, res) or a server of node:http, got ${got}`,
  )
})
