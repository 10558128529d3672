import { CHUNK, CHUNK_COUNT, HELLO, countBytes } from './answers.ts'

/** The routes for servers that call `fetch` handlers, with the class of responses that a server prefers. */
export function answer(
  path: string,
  request: Request,
  Response: typeof globalThis.Response = globalThis.Response,
): Response | Promise<Response> {
  switch (path) {
    case '/':
      return new Response(HELLO)
    case '/json':
      return request.json().then((value) => Response.json(value))
    case '/stream':
      return new Response(chunks())
    case '/upload':
      return countBytes(request.body!).then((bytes) => new Response(String(bytes)))
    default:
      return new Response(null, { status: 404 })
  }
}

function chunks(): ReadableStream<Uint8Array> {
  let sent = 0
  return new ReadableStream({
    pull(controller) {
      if (sent++ < CHUNK_COUNT) controller.enqueue(CHUNK)
      else controller.close()
    },
  })
}
