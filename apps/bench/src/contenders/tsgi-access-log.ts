import { accessLog } from '@tsgi/access-log'
import { serve } from '@tsgi/server'
import { application } from './tsgi-application.ts'

/** TSGI on its own server, with a log in a file. */
const log = accessLog({ format: 'combined', sink: 'access.log' })

await serve(log(application), { port: Number(process.env['PORT']) })
