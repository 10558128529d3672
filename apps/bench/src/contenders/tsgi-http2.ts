import { serve } from '@tsgi/server'
import { application } from './tsgi-application.ts'

/** TSGI over HTTP/2. */
await serve(application, { port: Number(process.env['PORT']), http2: true })
