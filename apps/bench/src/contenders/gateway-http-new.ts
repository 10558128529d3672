import { serve } from '@tsgi/server'
import { application } from './gateway-application.ts'

/** Behind nginx over HTTP, each request on a connection of its own: it is nginx that does not keep them. */
await serve(application, { port: Number(process.env['PORT']) })
