import type { HttpResponse } from '@tsgi/spec'

const TYPE = { 'content-type': 'text/plain; charset=utf-8' }
const CONTENT = 'content'

/** Answers of an application that contradict themselves: what would go out is more or less than what is announced. */
export const LIES: ReadonlyMap<string, () => HttpResponse> = new Map<string, () => HttpResponse>([
  ['two-lengths', () => whole({ 'content-length': ['7', '8'] })],
  ['list-of-lengths', () => whole({ 'content-length': '7, 7' })],
  ['no-number', () => whole({ 'content-length': '7e0' })],
  ['too-short', () => whole({ 'content-length': '8' })],
  ['too-long', () => whole({ 'content-length': '6' })],
  ['nothing', () => ({ ...whole({ 'content-length': '7' }), body: null })],
  ['split-name', () => whole({ 'x-a: b\r\nx-c': 'd' })],
  ['split-value', () => whole({ 'x-a': 'b\r\n\r\nHTTP/1.1 200 OK' })],
  ['own-coding', () => whole({ 'transfer-encoding': 'chunked' })],
  ['own-connection', () => whole({ connection: 'close', 'keep-alive': 'timeout=5' })],
  ['content-with-204', () => ({ ...whole(), status: 204 })],
  ['length-with-204', () => ({ status: 204, headers: { 'content-length': '7' }, body: null })],
  ['content-with-304', () => ({ ...whole(), status: 304 })],
  ['switching', () => ({ ...whole(), status: 101 })],
  ['stream-too-short', () => ({ ...whole({ 'content-length': '8' }), body: stream() })],
  ['stream-too-long', () => ({ ...whole({ 'content-length': '6' }), body: stream() })],
])

function whole(headers: HttpResponse['headers'] = {}): HttpResponse {
  return { status: 200, headers: { ...TYPE, ...headers }, body: CONTENT }
}

async function* stream(): AsyncGenerator<string> {
  yield CONTENT.slice(0, 4)
  yield CONTENT.slice(4)
}
