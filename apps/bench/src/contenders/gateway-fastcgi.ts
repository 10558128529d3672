import { serve } from '@tsgi/fastcgi'
import { application } from './gateway-application.ts'

/** Behind nginx over FastCGI. */
await serve(application, { port: Number(process.env['PORT']) })
