import { DEFAULT_LIMITS, readRequestHead, requestScanner } from '@tsgi/http1'
import type { RequestHead } from '@tsgi/http1'
import type { Benchmark } from './benchmark.ts'
import { ALL_BROWSER_FIELDS, CURL_FIELDS, headOf, readFieldsOf } from './fixtures.ts'

const scanner = requestScanner(DEFAULT_LIMITS)
const curl = headOf(CURL_FIELDS)
const browser = headOf(ALL_BROWSER_FIELDS)

/** Heads of requests, from bytes to fields. */
export const head: readonly Benchmark[] = [
  { name: 'curl, whole', run: () => readWhole(curl), expected: headWith(CURL_FIELDS) },
  { name: 'curl, in two pieces', run: () => readInTwo(curl), expected: headWith(CURL_FIELDS) },
  { name: 'browser, whole', run: () => readWhole(browser), expected: headWith(ALL_BROWSER_FIELDS) },
  { name: 'browser, in two pieces', run: () => readInTwo(browser), expected: headWith(ALL_BROWSER_FIELDS) },
]

function readWhole(bytes: Uint8Array): RequestHead {
  scanner.scan(bytes, 0, bytes.length)
  return readRequestHead(scanner, 'http')
}

/** Cut in the middle, which is in the middle of a field: what came first is kept, and the rest appended. */
function readInTwo(bytes: Uint8Array): RequestHead {
  const middle = bytes.length >> 1
  scanner.scan(bytes, 0, middle)
  scanner.scan(bytes, middle, bytes.length)
  return readRequestHead(scanner, 'http')
}

function headWith(fields: Readonly<Record<string, string>>): RequestHead {
  return {
    method: 'GET',
    authority: 'localhost:8080',
    path: '/',
    query: '',
    httpVersion: '1.1',
    headers: readFieldsOf(fields),
    contentLength: 0,
    keepAlive: true,
    expectsContinue: false,
    wantsUpgrade: false,
    fieldCount: Object.keys(fields).length,
    text: Buffer.from(headOf(fields)).toString('latin1'),
  }
}
