import express from 'express'
import { PATTERNS } from './resources.ts'

/** Express with routes. */
const app = express()
for (const pattern of PATTERNS) {
  app.get(pattern, ({ params: { id, item } }, response) => void response.json({ id, item }))
}

const server = app.listen(Number(process.env['PORT']), '127.0.0.1')
server.keepAliveTimeout = 75_000
