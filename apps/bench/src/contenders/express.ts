import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import express from 'express'
import { CHUNK, CHUNK_COUNT, HELLO, countBytes } from './answers.ts'

/** Express as its guide shows it, with its defaults. */
const app = express()

app.get('/', (_request, response) => {
  response.type('text/plain').send(HELLO)
})
app.post('/json', express.json(), (request, response) => {
  response.json(request.body)
})
app.get('/stream', async (_request, response) => {
  response.type('application/octet-stream')
  await pipeline(Readable.from(chunks()), response)
})
app.post('/upload', async (request, response) => {
  response.type('text/plain').send(String(await countBytes(request)))
})

const server = app.listen(Number(process.env['PORT']), '127.0.0.1')
server.keepAliveTimeout = 75_000

function* chunks(): Generator<Uint8Array> {
  for (let sent = 0; sent < CHUNK_COUNT; sent++) yield CHUNK
}
