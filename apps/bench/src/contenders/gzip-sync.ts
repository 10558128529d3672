import { gzipSync } from 'node:zlib'
import { serve } from '@tsgi/server'
import type { Application } from '@tsgi/spec'
import { CATALOGUE } from './catalogue.ts'

/** No more than must be done: JSON through `gzipSync`, without looking at the request. */
const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' }
const application: Application = () => ({ status: 200, headers, body: gzipSync(JSON.stringify(CATALOGUE)) })

await serve(application, { port: Number(process.env['PORT']) })
