import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { fromExpress, toExpressMiddleware } from '@tsgi/express'
import { fromKoa, toKoaMiddleware } from '@tsgi/koa'
import express from 'express'
import Koa from 'koa'
import { compose } from '@tsgi/compose'
import { listen, start } from '@tsgi/test-servers'
import { describe, expect, it, onTestFinished } from 'vitest'
import { compress, decompress } from '../src/index.ts'
import { encode, gate, prose } from './material.ts'
import type { Gate } from './material.ts'
import { ask, open } from './ask.ts'

const TEXT = prose(100_000)

/** What the applications wait for before they send the second event. */
interface Script {
  readonly file: string
  readonly more: Gate
}

function script(): Script {
  const root = mkdtempSync(join(tmpdir(), 'compress-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  const file = join(root, 'a.txt')
  writeFileSync(file, TEXT)
  return { file, more: gate() }
}

function expressApp({ file, more }: Script): express.Express {
  const app = express()
  app.get('/json', (_req, res) => void res.json({ text: TEXT }))
  app.get('/file', (_req, res) => res.sendFile(file))
  app.get('/written', (_req, res) => {
    res.type('text')
    for (let at = 0; at < TEXT.length; at += 1000) res.write(TEXT.slice(at, at + 1000))
    res.end()
  })
  app.get('/events', (_req, res) => {
    res.type('text/event-stream')
    res.write('data: 1\n\n')
    void more.promise.then(() => res.end('data: 2\n\n'))
  })
  app.post('/echo', express.json({ limit: '1mb' }), (req, res) => void res.json(req.body))
  return app
}

function koaApp({ file, more }: Script): Koa {
  return new Koa().use(async (ctx) => {
    if (ctx.path === '/json') ctx.body = { text: TEXT }
    if (ctx.path === '/file') {
      ctx.type = 'text/plain'
      ctx.body = createReadStream(file)
    }
    if (ctx.path === '/written') {
      const stream = new PassThrough()
      ctx.type = 'text/plain'
      ctx.body = stream
      for (let at = 0; at < TEXT.length; at += 1000) stream.write(TEXT.slice(at, at + 1000))
      stream.end()
    }
    if (ctx.path === '/events') {
      const stream = new PassThrough()
      ctx.type = 'text/event-stream'
      ctx.body = stream
      stream.write('data: 1\n\n')
      void more.promise.then(() => stream.end('data: 2\n\n'))
    }
    if (ctx.path === '/echo') {
      let text = ''
      for await (const chunk of ctx.req) text += String(chunk)
      ctx.body = JSON.parse(text) as object
    }
  })
}

const both = compose(compress(), decompress())

const PLACES: Readonly<Record<string, (script: Script) => Promise<string>>> = {
  'inside Express': (told) => listen(express().use(toExpressMiddleware(both), expressApp(told))),
  'inside Koa': (told) => {
    const app = koaApp(told)
    app.middleware.unshift(toKoaMiddleware(both))
    const callback = app.callback()
    return listen((req, res) => void callback(req, res))
  },
  'around Express': async (told) => (await start(both(fromExpress(expressApp(told))))).url,
  'around Koa': async (told) => (await start(both(fromKoa(koaApp(told))))).url,
}

describe.each(Object.entries(PLACES))('%s', (_place, place) => {
  it.each(['json', 'file', 'written'])('codes what is sent: %s', async (name) => {
    const url = await place(script())
    for (const coding of ['gzip', 'br']) {
      const answer = await ask(`${url}/${name}`, { 'accept-encoding': coding })
      expect([answer.status, answer.coding, answer.headers.vary?.toLowerCase()]).toEqual([
        200,
        coding,
        'accept-encoding',
      ])
      const text = answer.content.toString()
      expect(name === 'json' ? (JSON.parse(text) as { text: string }).text : text).toBe(TEXT)
    }
    expect((await ask(`${url}/${name}`)).coding).toBeUndefined()
  })

  it('gives each event when it happens (CP8)', async () => {
    const told = script()
    const answer = await open(`${await place(told)}/events`, { 'accept-encoding': 'gzip' })
    expect(answer.headers['content-encoding']).toBe('gzip')
    let text = ''
    for await (const chunk of answer.pipe(createGunzip())) {
      text += String(chunk)
      if (text === 'data: 1\n\n') told.more.open()
    }
    expect(text).toBe('data: 1\n\ndata: 2\n\n')
  })

  it('decodes what comes', async () => {
    const url = await place(script())
    const answer = await fetch(`${url}/echo`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-encoding': 'br' },
      body: encode('br', JSON.stringify({ text: TEXT })),
    })
    expect(await answer.json()).toEqual({ text: TEXT })
  })

  it('answers 415 for codings that it does not know', async () => {
    const url = await place(script())
    const headers = { 'content-type': 'application/json', 'content-encoding': 'secret' }
    const answer = await fetch(`${url}/echo`, { method: 'POST', headers, body: 'x' })
    expect([answer.status, answer.headers.get('accept-encoding')]).toEqual([
      415,
      expect.stringContaining('gzip'),
    ])
  })
})

it.each(['inside Express', 'around Express'])('answers 400 to what is broken, %s', async (place) => {
  const url = await PLACES[place]!(script())
  const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' }
  const answer = await fetch(`${url}/echo`, { method: 'POST', headers, body: 'broken' })
  expect(answer.status).toBe(400)
})
