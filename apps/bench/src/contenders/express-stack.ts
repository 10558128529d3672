import { createWriteStream } from 'node:fs'
import compression from 'compression'
import express from 'express'
import morgan from 'morgan'
import { FILES } from './files.ts'
import { orderApp } from './order-app.ts'

/** The application behind layers of Express. `express.static` is serve-static. */
const app = orderApp(
  morgan('combined', { stream: createWriteStream('access.log') }),
  compression(),
  express.static(FILES),
)

const server = app.listen(Number(process.env['PORT']), '127.0.0.1')
server.keepAliveTimeout = 75_000
