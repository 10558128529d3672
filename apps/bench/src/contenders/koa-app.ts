import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import Koa from 'koa'
import { CHUNK, CHUNK_COUNT, HELLO, countBytes } from './answers.ts'

/** All routes on Koa alone: it brings neither a router nor a parser for content. */
export const app: Koa = new Koa()

app.use(async (context) => {
  switch (context.path) {
    case '/':
      context.body = HELLO
      break
    case '/json':
      context.body = JSON.parse(await text(context.req)) as object
      break
    case '/stream':
      context.body = Readable.from(chunks())
      break
    case '/upload':
      context.body = String(await countBytes(context.req))
      break
  }
})

function* chunks(): Generator<Uint8Array> {
  for (let sent = 0; sent < CHUNK_COUNT; sent++) yield CHUNK
}
