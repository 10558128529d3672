import { fromFetch } from '@tsgi/fetch'
import { serve } from '@tsgi/server'
import { app } from './hono-app.ts'

/** The application of `hono` on our server. */
await serve(fromFetch(app.fetch), { port: Number(process.env['PORT']) })
