import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { CHUNK, CHUNK_COUNT, HELLO, countBytes } from './answers.ts'

/** `node:http` and nothing else. */
const server = createServer((request, response) => {
  switch (request.url) {
    case '/':
      return send(response, 'text/plain; charset=utf-8', HELLO)
    case '/json':
      return void answerJson(request, response)
    case '/stream':
      return void answerStream(response)
    case '/upload':
      return void answerUpload(request, response)
    default:
      response.statusCode = 404
      response.end()
  }
})
server.keepAliveTimeout = 75_000
server.listen(Number(process.env['PORT']), '127.0.0.1')

function send(response: ServerResponse, type: string, body: string): void {
  response.setHeader('content-type', type)
  response.setHeader('content-length', Buffer.byteLength(body))
  response.end(body)
}

async function answerJson(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const value: unknown = JSON.parse(Buffer.concat(chunks).toString())
  send(response, 'application/json', JSON.stringify(value))
}

async function answerStream(response: ServerResponse): Promise<void> {
  response.setHeader('content-type', 'application/octet-stream')
  for (let sent = 0; sent < CHUNK_COUNT; sent++) {
    if (!response.write(CHUNK)) await once(response, 'drain')
  }
  response.end()
}

async function answerUpload(request: IncomingMessage, response: ServerResponse): Promise<void> {
  send(response, 'text/plain; charset=utf-8', String(await countBytes(request)))
}
