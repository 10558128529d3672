import { Readable } from 'node:stream'
import { Router } from '@koa/router'
import Koa from 'koa'

/** An app as one finds it: it knows of nothing but Koa. */
export function koaApp(): Koa {
  const app = new Koa({ keys: ['of the example'] })
  const router = new Router()

  app.use(async (context, next) => {
    const startedAt = performance.now()
    await next()
    context.set('x-response-time', `${(performance.now() - startedAt).toFixed(1)}ms`)
  })
  router.get('/visits', (context) => {
    const visits = Number(context.cookies.get('visits', { signed: true }) ?? 0) + 1
    context.cookies.set('visits', String(visits), { signed: true })
    context.body = { visits }
  })
  router.get('/numbers', (context) => {
    context.type = 'text/plain'
    context.body = Readable.from(Array.from({ length: 100 }, (_, index) => `${index}\n`))
  })
  router.get('/teapot', (context) => context.throw(418, 'As an app may'))
  app.use(router.routes()).use(router.allowedMethods())
  return app
}
