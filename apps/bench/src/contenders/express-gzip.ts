import compression from 'compression'
import express from 'express'
import { CATALOGUE } from './catalogue.ts'

/** JSON through the compression of Express. */
const app = express()
app.use(compression())
app.get('/', (_request, response) => {
  response.json(CATALOGUE)
})

const server = app.listen(Number(process.env['PORT']), '127.0.0.1')
server.keepAliveTimeout = 75_000
