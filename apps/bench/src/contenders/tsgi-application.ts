import { json, notFound, readJson, text } from '@tsgi/message'
import type { Application, HttpResponse } from '@tsgi/spec'
import { CHUNK, CHUNK_COUNT, HELLO, countBytes } from './answers.ts'

/** All routes on TSGI, as anybody would write them. */
export const application: Application = (request) => {
  switch (request.path) {
    case '/':
      return text(HELLO)
    case '/json':
      return readJson(request).then((value) => json(value))
    case '/stream':
      return stream
    case '/upload':
      return countBytes(request.body!).then((bytes) => text(String(bytes)))
    default:
      return notFound()
  }
}

const stream: HttpResponse = {
  status: 200,
  headers: { 'content-type': 'application/octet-stream' },
  body: { [Symbol.asyncIterator]: chunks },
}

async function* chunks(): AsyncGenerator<Uint8Array> {
  for (let sent = 0; sent < CHUNK_COUNT; sent++) yield CHUNK
}
