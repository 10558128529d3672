import { serve } from '@tsgi/server'
import { application } from './tsgi-application.ts'

/** TSGI on its own server. */
await serve(application, { port: Number(process.env['PORT']) })
