import { serve } from '@tsgi/server'
import { serveStatic } from '@tsgi/static'
import { FILES } from './files.ts'

/** Files on our server. */
await serve(serveStatic(FILES), { port: Number(process.env['PORT']) })
