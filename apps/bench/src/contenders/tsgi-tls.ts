import { serve } from '@tsgi/server'
import { CERTIFICATE } from './certificate.ts'
import { application } from './tsgi-application.ts'

/** TSGI over TLS. */
await serve(application, { port: Number(process.env['PORT']), tls: CERTIFICATE })
