import { fileURLToPath } from 'node:url'
import type { HttpResponse, Middleware } from '@tsgi/spec'
import { answering, makeRequest, serve, stream, TestExchange, text } from '../server.ts'
import type { Violations } from './violation.ts'

const path = fileURLToPath(import.meta.url)

/** Responses that no application may return. */
export const responseViolations: Violations = {
  'response-object': (validate) => answer(validate, undefined),
  'response-members': (validate) => answer(validate, { status: 404, headers: {} }),
  'response-status': (validate) => answer(validate, { ...text('hello'), status: '200' }),
  'response-callbacks': (validate) => answer(validate, { ...text('hello'), trailers: {} }),
  'response-fall-through': (validate) =>
    answer(validate, { ...text('hello'), [Symbol.for('tsgi.fallThrough')]: true }),
  'response-extensions': (validate) => answer(validate, { ...text('hello'), statusText: 'OK' }),
  'response-unchanged': async (validate) => {
    const cached = text('hello')
    const application = validate(answering(cached))
    await serve(application, makeRequest())
    Object.assign(cached.headers, { 'set-cookie': 'session=1' })
    await serve(application, makeRequest())
  },

  'response-headers': (validate) =>
    answer(validate, { status: 200, headers: new Headers({ 'content-type': 'text/plain' }), body: 'hello' }),
  'response-field-name': (validate) => answer(validate, text('hello', { ETag: '"1"' })),
  'response-field-value': (validate) => answer(validate, text('hello', { 'x-count': 3 })),
  'response-cookies': (validate) => answer(validate, text('hello', { 'set-cookie': 'a=1; Path=/, b=2' })),
  'response-server-fields': (validate) => answer(validate, text('hello', { connection: 'close' })),
  'response-content-length': (validate) => answer(validate, text('hello', { 'content-length': '5 bytes' })),
  'response-content-type': (validate) => answer(validate, { status: 200, headers: {}, body: 'hello' }),
  'response-field-shape': (validate) => answer(validate, text('hello', { 'x-a-': '1' })),

  'response-body-kind': (validate) => answer(validate, text(['hello'])),
  'response-text': (validate) => answer(validate, text('\uD83D')),
  'response-without-content': (validate) => answer(validate, { ...text('hello'), status: 205 }),
  'response-204-fields': (validate) => answer(validate, { ...text(null), status: 204 }),
  'response-304-fields': (validate) => answer(validate, { ...text(null), status: 304 }),
  'response-length': (validate) => answer(validate, text('Zoë', { 'content-length': '3' })),

  'file-hint': (validate) => answer(validate, text(fileBody('hello', { path: 'a.txt', start: 0, end: 5 }))),
  'file-exists': (validate) =>
    answer(validate, text(fileBody('hello', { path: `${path}.gone`, start: 0, end: 5 }))),
  'file-content': (validate) => answer(validate, text(fileBody('hello', { path, start: 0, end: 5 }))),

  'upgrade-protocol': (validate) => answer(validate, switching({ headers: { upgrade: 'mqtt' } })),
  'upgrade-body': (validate) =>
    answer(
      validate,
      switching({ body: 'hello', headers: { upgrade: 'websocket', 'content-type': 'text/plain' } }),
    ),
  'upgrade-required': (validate) => answer(validate, { ...text('Another protocol, please.'), status: 426 }),
}

function answer(validate: Middleware, response: unknown): unknown {
  const exchange = new TestExchange(['websocket'])
  return serve(validate(answering(response)), makeRequest({ exchange }))
}

function switching(overrides: object): HttpResponse {
  return { status: 101, headers: { upgrade: 'websocket' }, body: null, upgrade: () => {}, ...overrides }
}

function fileBody(
  content: string,
  file: { path: string; start: number; end: number },
): AsyncIterable<Uint8Array> {
  return Object.assign(stream([new TextEncoder().encode(content)]), { file })
}
