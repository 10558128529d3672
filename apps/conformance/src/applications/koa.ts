/*
 * A Koa application as it would be for its own server, with what most of them do: the same answers as its twin in
 * express.ts.
 */
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { fromKoa } from '@tsgi/koa'
import type { Application } from '@tsgi/spec'
import Koa from 'koa'
import type { Context } from 'koa'

const ROUTES: Readonly<Record<string, (ctx: Context) => void | Promise<void>>> = {
  'POST /sum': async (ctx) => {
    const numbers = JSON.parse(await text(ctx.req)) as number[]
    ctx.status = 201
    ctx.body = { sum: numbers.reduce((sum, number) => sum + number, 0) }
  },
  'POST /form': async (ctx) => {
    ctx.body = Object.fromEntries(new URLSearchParams(await text(ctx.req)))
  },
  'POST /length': async (ctx) => {
    let length = 0
    for await (const chunk of ctx.req as AsyncIterable<Uint8Array>) length += chunk.length
    ctx.body = { length }
  },
  'GET /cookies': (ctx) => {
    ctx.cookies.set('first', '1')
    ctx.cookies.set('second', '2', { httpOnly: false })
    ctx.body = { cookie: ctx.get('cookie') }
  },
  'GET /moved': (ctx) => ctx.redirect('/hello/you'),
  'GET /stream': (ctx) => {
    ctx.type = 'text'
    ctx.body = Readable.from(['one ', 'two ', 'three'], { objectMode: false })
  },
  'GET /large': (ctx) => {
    ctx.body = Buffer.alloc(300_000, 'x')
  },
  'GET /page': (ctx) => {
    ctx.body = '<h1>page</h1>'
    ctx.etag = 'page'
    if (ctx.fresh) ctx.status = 304
  },
  'GET /empty': (ctx) => {
    ctx.status = 204
  },
  'GET /fails': () => {
    throw new Error('not to be told')
  },
}

const app = new Koa()

app.use(async (ctx, next) => {
  try {
    await next()
  } catch {
    ctx.status = 500
    ctx.body = { error: 'failed' }
  }
})

app.use(async (ctx) => {
  const method = ctx.method === 'HEAD' ? 'GET' : ctx.method
  const route = ROUTES[`${method} ${ctx.path}`]
  if (route !== undefined) return route(ctx)
  const [, hello, name] = ctx.path.split('/')
  if (hello !== 'hello' || name === undefined) return
  ctx.body = { name: decodeURIComponent(name), query: ctx.query, host: ctx.hostname }
})

/** The application. */
export function koaApplication(): Application {
  return fromKoa(app)
}
