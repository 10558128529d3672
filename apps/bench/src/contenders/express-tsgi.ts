import { toExpress } from '@tsgi/express'
import express from 'express'
import { application } from './tsgi-application.ts'

/** The application of `tsgi`, mounted in Express. */
const app = express()
app.use(toExpress(application))

const server = app.listen(Number(process.env['PORT']), '127.0.0.1')
server.keepAliveTimeout = 75_000
