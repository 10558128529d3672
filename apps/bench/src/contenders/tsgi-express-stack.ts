import { accessLog } from '@tsgi/access-log'
import { cascade, compose } from '@tsgi/compose'
import { fromExpress, fromExpressMiddleware } from '@tsgi/express'
import { serve } from '@tsgi/server'
import type { Middleware } from '@tsgi/spec'
import { serveStatic } from '@tsgi/static'
import compression from 'compression'
import { FILES } from './files.ts'
import { orderApp } from './order-app.ts'

/** The application of `express-stack`, bridged, behind layers that do the same: the compression is the same one, bridged. */
const files: Middleware = (next) => cascade(serveStatic(FILES), next)
const log = accessLog({ format: 'combined', sink: 'access.log' })
const stack = compose(log, fromExpressMiddleware(compression()), files)

await serve(stack(fromExpress(orderApp())), { port: Number(process.env['PORT']) })
