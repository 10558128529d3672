import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import express from 'express'
import type { Express } from 'express'
import { CHUNK, CHUNK_COUNT, HELLO, countBytes } from './answers.ts'

/** All routes on Express as its guide shows it, with its defaults. */
export const app: Express = express()

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

function* chunks(): Generator<Uint8Array> {
  for (let sent = 0; sent < CHUNK_COUNT; sent++) yield CHUNK
}
