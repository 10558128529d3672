import { createServer } from 'node:https'
import { HELLO } from './answers.ts'
import { CERTIFICATE } from './certificate.ts'

/** `node:https` and nothing else. */
const server = createServer(CERTIFICATE, (_request, response) => {
  response.setHeader('content-type', 'text/plain; charset=utf-8')
  response.setHeader('content-length', Buffer.byteLength(HELLO))
  response.end(HELLO)
})
server.keepAliveTimeout = 75_000
server.listen(Number(process.env['PORT']), '127.0.0.1')
