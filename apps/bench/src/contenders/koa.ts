import { app } from './koa-app.ts'

/** Koa on its own server. */
const server = app.listen(Number(process.env['PORT']), '127.0.0.1')
server.keepAliveTimeout = 75_000
