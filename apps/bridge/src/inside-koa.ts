import { accessLog } from '@tsgi/access-log'
import { compose, mount } from '@tsgi/compose'
import { toKoa, toKoaMiddleware } from '@tsgi/koa'
import Koa from 'koa'
import { clock } from './clock.ts'
import { publicFiles } from './public-files.ts'

/** The reverse: a Koa app with a middleware, an application and files of TSGI in it. */
export function insideKoa(): Koa {
  const app = new Koa()
  app.use(toKoaMiddleware(accessLog({ format: 'combined' })))
  app.use(async (context, next) => {
    if (context.path === '/hello') context.body = 'hello from Koa'
    else await next()
  })
  app.use(toKoa(compose(mount('/clock', clock))(publicFiles)))
  return app
}
