import { answering, fields, makePost, makeRequest, serve, stream, text } from '../server.ts'
import type { Violations } from './violation.ts'

const hello = answering(text('hello'))
const BYTES = Uint8Array.of(1, 2, 3, 4)

const { remote: _remote, ...withoutRemote } = makeRequest()

const accessor = Object.defineProperty(makeRequest(), 'path', { get: () => '/', enumerable: true })

/** Requests that no server may hand on. */
export const requestViolations: Violations = {
  'call-application': (validate) => validate({} as never),
  'call-argument': (validate) => (validate(hello) as (...args: unknown[]) => unknown)(makeRequest(), {}),
  'call-arity': (validate) => validate(hello).length,
  'request-unchanged': (validate) => {
    const request = makeRequest()
    const answer = validate(async () => text('hello'))(request)
    Object.assign(request, { path: '/other' })
    return answer
  },

  'request-object': (validate) => validate(hello)(Object.assign(new Date(0), makeRequest())),
  'request-members': (validate) => validate(hello)(withoutRemote as never),
  'request-data': (validate) => validate(hello)(accessor),
  'request-text': (validate) => validate(hello)(makeRequest({ query: 'name=Zoë' })),
  'request-method': (validate) => validate(hello)(makeRequest({ method: 'GET /' })),
  'request-method-case': (validate) => validate(hello)(makeRequest({ method: 'get' })),
  'request-scheme': (validate) => validate(hello)(makeRequest({ scheme: 'http:' })),
  'request-authority': (validate) => validate(hello)(makeRequest({ authority: 'user@example.com' })),
  'request-host': (validate) => validate(hello)(makeRequest({ headers: Object.create(null) as object })),
  'request-version': (validate) => validate(hello)(makeRequest({ httpVersion: 'HTTP/1.1' })),
  'request-remote': (validate) => validate(hello)(makeRequest({ remote: { address: '[::1]', port: 80 } })),
  'request-state': (validate) => validate(hello)(makeRequest({ state: new Map() })),
  'request-state-keys': (validate) => validate(hello)(makeRequest({ state: { user: 'ada' } })),

  'base-path': (validate) => validate(hello)(makeRequest({ basePath: '/api/' })),
  path: (validate) => validate(hello)(makeRequest({ basePath: '/api', path: 'x' })),
  'path-raw': (validate) => validate(hello)(makeRequest({ path: '/a b' })),
  'path-empty': (validate) => validate(hello)(makeRequest({ path: '' })),
  'path-delimiters': (validate) => validate(hello)(makeRequest({ path: '/a?b' })),
  'path-asterisk': (validate) => validate(hello)(makeRequest({ path: '*' })),
  'path-authority': (validate) => validate(hello)(makeRequest({ path: 'example.com:443' })),
  'path-absolute': (validate) => validate(hello)(makeRequest({ path: 'http://example.com/' })),
  'query-raw': (validate) => validate(hello)(makeRequest({ query: 'a=b c' })),
  'query-mark': (validate) => validate(hello)(makeRequest({ query: '?a=b' })),

  'request-headers': (validate) => validate(hello)(makeRequest({ headers: { host: 'example.com' } })),
  'request-field-name': (validate) => validate(hello)(makeRequest({ headers: fields({ 'X-A': '1' }) })),
  'request-field-lines': (validate) =>
    validate(hello)(makeRequest({ headers: fields({ 'x-a': ['1', '2'] }) })),
  'request-field-value': (validate) => validate(hello)(makeRequest({ headers: fields({ 'x-a': ' 1' }) })),
  'request-content-length': (validate) => validate(hello)(makePost([BYTES], { 'content-length': '4, 4' })),
  'request-framing': (validate) =>
    validate(hello)(makePost([BYTES], { 'content-length': '4', 'transfer-encoding': 'chunked' })),

  'request-body-kind': (validate) => validate(hello)(makeRequest({ body: 'text' })),
  'request-body-null': (validate) =>
    validate(hello)(makeRequest({ headers: fields({ 'content-length': '4' }) })),
  'request-body-fresh': (validate) =>
    serve(
      validate(async (request) => {
        for await (const _chunk of request.body ?? []);
        return validate(hello)(request)
      }),
      makePost([BYTES]),
    ),

  'request-body-once': (validate) =>
    serve(
      validate(async ({ body }) => {
        for await (const _chunk of body ?? []);
        for await (const _chunk of body ?? []);
        return text('hello')
      }),
      makePost([BYTES]),
    ),
  'request-body-chunk': (validate) => serve(validate(reading), makePost([new Uint8Array(0)])),
  'request-body-memory': (validate) => serve(validate(reading), makePost([BYTES, BYTES.subarray(3)])),
  'request-body-length': (validate) => serve(validate(reading), makePost([BYTES], { 'content-length': '5' })),
  'request-body-leave': (validate) => {
    const body = { [Symbol.asyncIterator]: () => ({ ...stubborn, next: () => stream([BYTES]).next() }) }
    return serve(validate(readingOne), makeRequest({ method: 'POST', body }))
  },
}

const reading = async ({ body }: ReturnType<typeof makeRequest>) => {
  for await (const _chunk of body ?? []);
  return text('hello')
}

const readingOne = async ({ body }: ReturnType<typeof makeRequest>) => {
  for await (const _chunk of body ?? []) break
  return text('hello')
}

const stubborn = { return: () => Promise.reject(new Error('still open')) }
