import type { Answer } from './answer.ts'
import type { ValueCheck } from './check.ts'
import { byteLength, hasContent, isStreamed } from './content.ts'
import { isWellFormed } from './grammar.ts'
import { kindOf, show } from './show.ts'

/** What to do with what is no body, by kind. */
const REMEDIES: Readonly<Record<string, string>> = {
  Array: 'join the chunks, or yield them from an async generator',
  ArrayBuffer: 'wrap it, new Uint8Array(buffer)',
  Blob: 'use blob.stream()',
  File: 'use file.stream()',
  Generator: 'make the generator async',
  Number: 'use String(number)',
  Object: 'serialise it, JSON.stringify(value), with content-type application/json',
  Promise: 'await it',
  Response: 'use its own status, headers and body',
  Uint8Array: 'it comes from another realm; copy it, Uint8Array.from(bytes)',
  Undefined: 'use null for no content',
}

/** What must hold for the body of a response when it is returned. */
export const responseContentChecks: ReadonlyArray<ValueCheck<Answer>> = [
  {
    id: 'response-body-kind',
    rule: 'BODY-9',
    side: 'application',
    level: 'must',
    description: '`body` is `null`, a string, a `Uint8Array` or an async iterable',
    test({ response: { body } }) {
      if (body === null || typeof body === 'string' || body instanceof Uint8Array || isIterable(body)) {
        return undefined
      }
      const remedy = REMEDIES[kindOf(body)] ?? 'convert it'
      return `response.body is ${show(body)}, expected null, a string, a Uint8Array or an async iterable: ${remedy}`
    },
  },
  {
    id: 'response-content-type',
    rule: 'HEAD-10',
    side: 'application',
    level: 'should',
    description: 'a response with content has a `content-type`',
    test: ({ response }) =>
      hasContent(response.body) && response.headers['content-type'] === undefined
        ? 'the response has content but no content-type: say what it is, such as text/plain; charset=utf-8'
        : undefined,
  },
  {
    id: 'response-text',
    rule: 'BODY-11',
    side: 'application',
    level: 'must',
    description: 'a string body holds no half of a surrogate pair',
    test: ({ response: { body } }) =>
      typeof body === 'string' && !isWellFormed(body)
        ? 'response.body holds half of a surrogate pair, which UTF-8 cannot encode: do not cut strings within a character'
        : undefined,
  },
  {
    id: 'response-without-content',
    rule: 'LEN-4',
    side: 'application',
    level: 'must',
    description: 'with 204, 205 and 304 `body` is `null`',
    test: ({ response: { status, body } }) =>
      (status === 204 || status === 205 || status === 304) && body !== null
        ? `response.body is ${show(body)} with status ${status}, expected null`
        : undefined,
  },
  {
    id: 'response-204-fields',
    rule: 'LEN-4',
    side: 'application',
    level: 'must',
    description: '204 has neither `content-length` nor `content-type`',
    test({ response: { status, headers } }) {
      const name = ['content-length', 'content-type'].find((field) => headers[field] !== undefined)
      return status === 204 && name ? `a 204 has the field ${name}, expected none: leave it out` : undefined
    },
  },
  {
    id: 'response-304-fields',
    rule: 'LEN-4',
    side: 'application',
    level: 'should',
    description: '304 has no `content-type` (RFC 9110 §15.4.5)',
    test: ({ response: { status, headers } }) =>
      status === 304 && headers['content-type'] !== undefined
        ? 'a 304 has content-type, which may replace that of what the client has stored: leave it out'
        : undefined,
  },
  {
    id: 'response-length',
    rule: 'LEN-1',
    side: 'application',
    level: 'must',
    description: '`content-length` equals the bytes of a buffered body',
    test({ request, response: { status, headers, body } }) {
      const declared = headers['content-length']
      if (declared === undefined || isStreamed(body)) return undefined
      // Without content, these two tell the length that the answer to GET has.
      if (body === null && (request.method === 'HEAD' || status === 304)) return undefined
      const actual = byteLength(body)
      if (Number(declared) === actual) return undefined
      return `content-length is ${show(declared)} but response.body has ${actual} bytes: count bytes, not characters, or leave it to the server`
    },
  },
]

function isIterable(body: unknown): boolean {
  return typeof (body as Partial<AsyncIterable<unknown>> | undefined)?.[Symbol.asyncIterator] === 'function'
}
