import { setImmediate as turn } from 'node:timers/promises'
import type { Awaitable, HttpRequest, HttpResponse } from '@tsgi/spec'

/** A word that no answer may contain: it is in each message of an error. */
export const SECRET = 'hunter2'

type Fault = (request: HttpRequest) => Awaitable<HttpResponse>

const TYPE = { 'content-type': 'text/plain; charset=utf-8' }

/** What applications do wrong before the head is sent: each becomes a bare 500. */
export const FAULTS_BEFORE_HEAD: ReadonlyMap<string, Fault> = new Map<string, Fault>([
  ['throws', fail],
  ['rejects', () => Promise.reject(failure())],
  ['rejects-later', () => turn().then(fail)],
  ['throws-text', () => failWith(SECRET)],
  ['throws-nothing', () => failWith(undefined)],
  ['throws-proxy', () => failWith(new Proxy({}, { get: fail, getPrototypeOf: fail }))],
  ['throws-getters', () => failWith(Object.defineProperty({}, 'expose', { get: fail }))],
  ['answers-nothing', () => wrong(undefined)],
  ['answers-text', () => wrong(SECRET)],
  [
    'answers-getters',
    () => wrong(Object.defineProperty({ status: 200, headers: TYPE }, 'body', { get: fail })),
  ],
  ['bad-status', () => wrong({ status: 99, headers: TYPE, body: SECRET })],
  ['bad-name', () => wrong({ status: 200, headers: { [`${SECRET} :`]: '' }, body: null })],
  ['bad-value', () => wrong({ status: 200, headers: { 'x-a': `a\r\nx-b: ${SECRET}` }, body: null })],
  ['bad-length', () => wrong({ status: 200, headers: { 'content-length': '1' }, body: SECRET })],
  ['stream-fails-first', () => streaming({ [Symbol.asyncIterator]: () => ({ next: fail }) })],
  ['stream-is-none', () => streaming({ [Symbol.asyncIterator]: fail })],
])

/** What they do wrong after it: each cuts the answer off, so that the client can tell. */
export const FAULTS_AFTER_HEAD: ReadonlyMap<string, Fault> = new Map<string, Fault>([
  ['stream-fails', () => streaming(failingStream())],
  ['stream-too-short', () => ({ ...streaming(shortStream()), headers: { ...TYPE, 'content-length': '9' } })],
])

/** All of them by name. */
export const FAULTS: ReadonlyMap<string, Fault> = new Map([...FAULTS_BEFORE_HEAD, ...FAULTS_AFTER_HEAD])

function failure(): Error {
  return new Error(`The password of db.internal is ${SECRET}`)
}

function fail(): never {
  throw failure()
}

function failWith(thrown: unknown): never {
  throw thrown
}

function wrong(response: unknown): HttpResponse {
  return response as HttpResponse
}

function streaming(body: AsyncIterable<string>): HttpResponse {
  return { status: 200, headers: TYPE, body }
}

async function* failingStream(): AsyncGenerator<string> {
  yield 'begun'
  await turn()
  fail()
}

async function* shortStream(): AsyncGenerator<string> {
  yield 'short'
}
