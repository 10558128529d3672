import { accessLog } from '@tsgi/access-log'
import { cascade, compose } from '@tsgi/compose'
import { compress } from '@tsgi/compress'
import { fromExpress } from '@tsgi/express'
import { serve } from '@tsgi/server'
import { serveStatic } from '@tsgi/static'
import { FILES } from './files.ts'
import { orderApp } from './order-app.ts'

/** The application of `express-stack`, bridged, behind layers of TSGI that do the same. */
const log = accessLog({ format: 'combined', sink: 'access.log' })
const stack = compose(log, compress())

await serve(stack(cascade(serveStatic(FILES), fromExpress(orderApp()))), {
  port: Number(process.env['PORT']),
})
