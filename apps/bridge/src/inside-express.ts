import { accessLog } from '@tsgi/access-log'
import { toExpress, toExpressMiddleware } from '@tsgi/express'
import express from 'express'
import type { Express } from 'express'
import { clock } from './clock.ts'
import { publicFiles } from './public-files.ts'

/** The reverse: an Express app with a middleware, an application and files of TSGI in it. */
export function insideExpress(): Express {
  const app = express()
  app.use(toExpressMiddleware(accessLog({ format: 'combined' })))
  app.get('/hello', (_request, response) => void response.send('hello from Express'))
  app.use('/clock', toExpress(clock))
  app.use(toExpress(publicFiles))
  return app
}
