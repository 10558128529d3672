import type { HttpRequest, HttpResponse, ResponseHeaders } from '@tsgi/spec'
import type { Call, Passed } from './call.ts'
import { compareWithInside } from './changed-body.ts'
import { bufferedContent, isStreamed } from './content.ts'
import type { Streamed } from './content.ts'
import { watchExchange } from './exchange-services.ts'
import { whenFinished } from './finish.ts'
import { frozenCopy } from './record.ts'
import { watchRequestBody } from './request-body.ts'
import { BodyWatch } from './response-body.ts'
import { watchTrailers } from './trailers.ts'
import { watchUpgrade } from './upgrade.ts'

/** Makes the request that the application gets: a frozen copy whose body and exchange are watched. */
export function passRequest(call: Call): HttpRequest {
  const { request } = call
  return Object.freeze({
    ...request,
    headers: frozenCopy(request.headers),
    body: request.body && watchRequestBody(request.body, call),
    state: frozenCopy(request.state),
    exchange: watchExchange(call),
  })
}

/** Makes the response that the server gets: a frozen copy whose body and callbacks are watched. */
export function passResponse(response: HttpResponse, call: Call): HttpResponse {
  const { body, trailers, upgrade } = response
  const watch = isStreamed(body) ? watchBody(response, body, call) : undefined
  if (!isStreamed(body)) noteBuffered(response, body, call)
  return Object.freeze({
    ...response,
    headers: frozenCopy<ResponseHeaders>(response.headers, freezeLines),
    ...(watch && { body: watch.body() }),
    ...(trailers && { trailers: watchTrailers(trailers, call, watch && (() => watch.hasEnded)) }),
    ...(upgrade && { upgrade: watchUpgrade(upgrade, call) }),
  })
}

function watchBody(response: HttpResponse, body: Streamed, call: Call): BodyWatch {
  const { status, headers } = response
  const watch = new BodyWatch(body, headers['content-length'], call, () => compareWithInside(passed, call))
  const passed: Passed = { status, etag: headers['etag'], content: watch.content }
  tellOutside(passed, call)
  whenFinished(call, (outcome) => watch.finish(outcome))
  return watch
}

function noteBuffered(response: HttpResponse, body: null | string | Uint8Array, call: Call): void {
  const { status, headers } = response
  const passed: Passed = { status, etag: headers['etag'], content: bufferedContent(body) }
  tellOutside(passed, call)
  if (body !== null) compareWithInside(passed, call)
}

function tellOutside(passed: Passed, call: Call): void {
  if (call.outer) call.outer.passedInside = passed
}

/** Lines of a repeated field. */
function freezeLines(value: unknown): unknown {
  return Array.isArray(value) ? Object.freeze([...value]) : value
}
