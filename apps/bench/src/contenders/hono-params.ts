import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { PATTERNS } from './resources.ts'

/** Hono with routes. */
const app = new Hono()
for (const pattern of PATTERNS) {
  app.get(pattern, (context) =>
    context.json({ id: context.req.param('id'), item: context.req.param('item') }),
  )
}

serve({ fetch: app.fetch, port: Number(process.env['PORT']), hostname: '127.0.0.1' })
