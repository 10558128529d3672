import { Buffer } from 'node:buffer'
import { application } from '../corpus-case.ts'
import type { CorpusCase } from '../corpus-case.ts'
import { get } from '../requests.ts'

/** Several middleware, and what they see of each other. */
export const composition: readonly CorpusCase[] = [
  application(
    'the order of middleware',
    (app, note) => {
      for (const name of ['a', 'b', 'c']) {
        app.use(async (ctx, next) => {
          note(`> ${name}`)
          await next()
          note(`< ${name}`)
          ctx.append('X-Order', name)
        })
      }
      app.use((ctx) => void (ctx.body = 'x'))
    },
    { notes: ['> a', '> b', '> c', '< c', '< b', '< a'] },
  ),
  application('a response time', (app) => {
    app.use(async (ctx, next) => {
      await next()
      ctx.set('X-Response-Time', 'fast')
    })
    app.use((ctx) => void (ctx.body = 'x'))
  }),
  application('content that is changed on its way out', (app) => {
    app.use(async (ctx, next) => {
      await next()
      ctx.body = Buffer.from(String(ctx.body)).toString('base64')
    })
    app.use((ctx) => void (ctx.body = 'inner'))
  }),
  application('content that is left out on its way out', (app) => {
    app.use(async (ctx, next) => {
      await next()
      ctx.body = null
    })
    app.use((ctx) => void (ctx.body = 'inner'))
  }),
  application(
    'conditional GET, as middleware',
    (app) => {
      app.use(async (ctx, next) => {
        await next()
        if (ctx.fresh) {
          ctx.status = 304
          ctx.body = null
        }
      })
      app.use((ctx) => {
        ctx.etag = 'v1'
        ctx.body = { version: 1 }
      })
    },
    { request: get('/', { 'If-None-Match': '"v1"' }) },
  ),
  application('state from outer to inner', (app) => {
    app.use((ctx, next) => {
      ctx.state['user'] = 'Ada'
      return next()
    })
    app.use((ctx) => void (ctx.body = `hello ${String(ctx.state['user'])}`))
  }),
  application(
    'an extended context',
    (app) => {
      app.context['greet'] = function greet(this: { path: string }) {
        return `hello from ${this.path}`
      }
      app.use((ctx) => void (ctx.body = (ctx['greet'] as () => string)()))
    },
    { request: get('/here') },
  ),
  application(
    'an application in another one',
    (app) => {
      app.use(async (ctx, next) => {
        if (!ctx.path.startsWith('/inner')) return next()
        const { path } = ctx
        ctx.path = path.slice('/inner'.length) || '/'
        await next()
        ctx.path = path
      })
      app.use((ctx) => void (ctx.body = [ctx.path, ctx.originalUrl]))
    },
    { request: get('/inner/page?x=1') },
  ),
  application(
    'CORS by hand',
    (app) => {
      app.use((ctx, next) => {
        ctx.vary('Origin')
        ctx.set('Access-Control-Allow-Origin', ctx.get('Origin') || '*')
        if (ctx.method !== 'OPTIONS') return next()
        ctx.set('Access-Control-Allow-Methods', 'GET,PUT')
        ctx.status = 204
        return undefined
      })
      app.use((ctx) => void (ctx.body = 'x'))
    },
    { request: get('/', { Origin: 'http://o.example' }) },
  ),
  application('no middleware at all', () => {}),
]
