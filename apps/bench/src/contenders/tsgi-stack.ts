import { accessLog } from '@tsgi/access-log'
import { cascade, compose } from '@tsgi/compose'
import { compress } from '@tsgi/compress'
import { json, notFound } from '@tsgi/message'
import { serve } from '@tsgi/server'
import type { Application } from '@tsgi/spec'
import { serveStatic } from '@tsgi/static'
import { FILES } from './files.ts'
import { ORDER } from './order.ts'

/** Layers of TSGI around an application of TSGI. */
const log = accessLog({ format: 'combined', sink: 'access.log' })
const order: Application = ({ path }) => (path === '/order' ? json(ORDER) : notFound())
const stack = compose(log, compress())

await serve(stack(cascade(serveStatic(FILES), order)), { port: Number(process.env['PORT']) })
