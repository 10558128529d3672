import type { HttpRequest, RequestBody } from '@tsgi/spec'

/** Makes a native `Request`, whose content is pulled from the server when it is read. */
export function nativeRequest(request: HttpRequest, url: string, headers: Headers): Request {
  const { method, exchange } = request
  const content = contentOf(request)
  const init = { method, headers, signal: exchange.signal }
  if (content === null) return new Request(url, init)
  return new Request(url, { ...init, body: streamOf(content), duplex: 'half' })
}

/** The content that a `Request` can have: none with GET and HEAD, whatever was sent. */
export function contentOf({ method, body }: HttpRequest): RequestBody | null {
  return method === 'GET' || method === 'HEAD' ? null : body
}

/** Not a byte stream: that would take the memory of a chunk away, which may be a part of a larger one. */
function streamOf(content: RequestBody): ReadableStream<Uint8Array> {
  let iterator: AsyncIterator<Uint8Array> | undefined
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        iterator ??= content[Symbol.asyncIterator]()
        const step = await iterator.next()
        if (step.done === true) controller.close()
        else controller.enqueue(step.value)
      },
      async cancel() {
        iterator ??= content[Symbol.asyncIterator]()
        await iterator.return?.()
      },
    },
    { highWaterMark: 0 },
  )
}
