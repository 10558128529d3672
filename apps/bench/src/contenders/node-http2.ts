import { createServer } from 'node:http2'
import { HELLO } from './answers.ts'

/** A bare stream handler of `node:http2`. */
const server = createServer()
server.on('stream', (stream) => {
  stream.respond({
    ':status': 200,
    'content-type': 'text/plain; charset=utf-8',
    'content-length': Buffer.byteLength(HELLO),
  })
  stream.end(HELLO)
})
server.listen(Number(process.env['PORT']), '127.0.0.1')
