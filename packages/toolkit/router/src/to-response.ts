import { json, noContent, text } from '@tsgi/message'
import type { HttpResponse } from '@tsgi/spec'

/**
 * The response that an answer of a handler stands for.
 * @throws TypeError for what is no answer, such as `undefined`
 */
export function toResponse(answer: unknown): HttpResponse {
  if (typeof answer === 'string') return text(answer)
  if (answer === null) return noContent()
  if (typeof answer !== 'object') throw noAnswer(answer)
  if (isResponse(answer)) return answer
  if (answer instanceof Uint8Array) return withType('application/octet-stream', answer)
  if (Array.isArray(answer)) return json(answer)
  if (isAsyncIterable(answer)) return withType('text/plain; charset=utf-8', answer)
  if (Symbol.iterator in answer)
    return withType('text/plain; charset=utf-8', streamOf(answer as Iterable<string>))
  return json(answer)
}

function isResponse(answer: object): answer is HttpResponse {
  return 'status' in answer && 'headers' in answer && 'body' in answer
}

function isAsyncIterable(answer: object): answer is AsyncIterable<string | Uint8Array> {
  return Symbol.asyncIterator in answer
}

function withType(type: string, body: HttpResponse['body']): HttpResponse {
  return { status: 200, headers: { 'content-type': type }, body }
}

/** A synchronous iterable is no body (SPEC BODY-9). */
async function* streamOf(iterable: Iterable<string | Uint8Array>): AsyncGenerator<string | Uint8Array, void> {
  yield* iterable
}

function noAnswer(answer: unknown): TypeError {
  const came = answer === undefined ? 'nothing (null is the answer without content)' : typeof answer
  return new TypeError(
    `A handler returns a response, a string, bytes, an object, an iterable or null; this one returned ${came}`,
  )
}
