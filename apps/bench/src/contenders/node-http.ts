import { createServer } from 'node:http'

/** Hello world on `node:http`, nothing else. */
const body = 'Hello, World!'
const server = createServer((_request, response) => {
  response.setHeader('content-type', 'text/plain; charset=utf-8')
  response.setHeader('content-length', body.length)
  response.end(body)
})
server.listen(Number(process.env['PORT']), '127.0.0.1', () => console.log('ready'))
