import { serve } from '@tsgi/scgi'
import { application } from './gateway-application.ts'

/** Behind nginx over SCGI. */
await serve(application, { port: Number(process.env['PORT']) })
