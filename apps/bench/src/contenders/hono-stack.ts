import { createWriteStream } from 'node:fs'
import { relative } from 'node:path'
import { serve } from '@hono/node-server'
import { serveStatic } from '@hono/node-server/serve-static'
import { Hono } from 'hono'
import { compress } from 'hono/compress'
import { logger } from 'hono/logger'
import { FILES } from './files.ts'
import { ORDER } from './order.ts'

/** Layers of Hono around an application of Hono. Its logger writes less than the others. */
const log = createWriteStream('access.log')
const app = new Hono()
app.use(logger((line) => void log.write(`${line}\n`)))
app.use(compress())
app.use(serveStatic({ root: relative('.', FILES) }))
app.get('/order', (context) => context.json(ORDER))

serve({ fetch: app.fetch, port: Number(process.env['PORT']), hostname: '127.0.0.1' })
