import { serve } from '@tsgi/uwsgi'
import { application } from './gateway-application.ts'

/** Behind nginx over uwsgi. */
await serve(application, { port: Number(process.env['PORT']) })
