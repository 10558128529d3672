import type { HttpRequest, RequestHeaders } from '@tsgi/spec'
import type { Bridge } from './bridge.ts'
import type { Request } from './internals.ts'
import { contentAgain, parsedContent } from './parsed-content.ts'
import { share } from './shared-request.ts'

/** The request for what a middleware of Node wraps: with what it has left of the content. */
export function derivedRequest({ req, incoming }: Bridge, request: HttpRequest): HttpRequest {
  const isUntouched = request.body === null || !req._consuming
  return share(isUntouched ? request : { ...request, ...contentLeft(req, request.headers) }, incoming)
}

function contentLeft(req: Request, headers: RequestHeaders): Pick<HttpRequest, 'body' | 'headers'> {
  const parsed = req.complete ? parsedContent(req) : undefined
  return parsed === undefined ? { headers, body: rest(req) } : contentAgain(headers, parsed)
}

/** What nobody has read yet. */
async function* rest(req: Request): AsyncGenerator<Uint8Array, void> {
  if (req.readableEnded) return
  for await (const chunk of req.iterator({ destroyOnReturn: false }))
    yield new Uint8Array(chunk as Uint8Array)
}
