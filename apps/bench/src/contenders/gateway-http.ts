import { serve } from '@tsgi/server'
import { application } from './gateway-application.ts'

/** Behind nginx over HTTP. */
await serve(application, { port: Number(process.env['PORT']) })
