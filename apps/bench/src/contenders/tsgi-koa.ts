import { fromKoa } from '@tsgi/koa'
import { serve } from '@tsgi/server'
import { app } from './koa-app.ts'

/** The application of `koa` on our server. */
await serve(fromKoa(app), { port: Number(process.env['PORT']) })
