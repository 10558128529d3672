import { fromExpress } from '@tsgi/express'
import { serve } from '@tsgi/server'
import { app } from './express-app.ts'

/** The application of `express` on our server. */
await serve(fromExpress(app), { port: Number(process.env['PORT']) })
