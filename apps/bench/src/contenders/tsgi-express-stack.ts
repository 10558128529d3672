import { accessLog } from '@tsgi/access-log'
import { cascade, compose } from '@tsgi/compose'
import * as compression from '@tsgi/compress'
import { fromExpress } from '@tsgi/express'
import { serve } from '@tsgi/server'
import type { Middleware } from '@tsgi/spec'
import { serveStatic } from '@tsgi/static'
import { FILES } from './files.ts'
import { orderApp } from './order-app.ts'

// TODO(#6): import it by name, once the package has it.
const { compress } = compression as unknown as { compress: () => Middleware }

/** The application of `express-stack`, bridged, behind layers of ours that do the same. */
const files: Middleware = (next) => cascade(serveStatic(FILES), next)
const stack = compose(accessLog({ format: 'combined', sink: 'access.log' }), compress(), files)

await serve(stack(fromExpress(orderApp())), { port: Number(process.env['PORT']) })
