import { Buffer } from 'node:buffer'
import { formatResponseHead } from '@tsgi/http1'
import type { ResponseFields, ResponseFraming } from '@tsgi/http1'
import { text } from '@tsgi/message'
import type { Benchmark } from './benchmark.ts'

const DATE = 'Sun, 06 Nov 1994 08:49:37 GMT'
const whole: ResponseFraming = { contentLength: 13, chunked: false, connection: '', date: DATE }
const chunked: ResponseFraming = { contentLength: undefined, chunked: true, connection: 'close', date: DATE }
const output = Buffer.alloc(1024)

const few = text('').headers
const many = text('', {
  headers: {
    'cache-control': 'no-store',
    vary: 'accept-encoding',
    etag: '"33a64df5"',
    'set-cookie': ['id=1; Path=/; HttpOnly', 'theme=dark; Path=/'],
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
  },
}).headers

const FEW_LINES = 'content-type: text/plain; charset=utf-8\r\n'
const MANY_LINES =
  FEW_LINES +
  'cache-control: no-store\r\n' +
  'vary: accept-encoding\r\n' +
  'etag: "33a64df5"\r\n' +
  'set-cookie: id=1; Path=/; HttpOnly\r\n' +
  'set-cookie: theme=dark; Path=/\r\n' +
  'x-content-type-options: nosniff\r\n' +
  'x-frame-options: DENY\r\n' +
  'referrer-policy: no-referrer\r\n'

/** Heads of responses, from fields to octets. */
export const responseHead: readonly Benchmark[] = [
  {
    name: '1 field, with its length',
    run: () => written(few, whole),
    expected: `HTTP/1.1 200 OK\r\n${FEW_LINES}date: ${DATE}\r\ncontent-length: 13\r\n\r\n`,
  },
  {
    name: '8 fields, with its length',
    run: () => written(many, whole),
    expected: `HTTP/1.1 200 OK\r\n${MANY_LINES}date: ${DATE}\r\ncontent-length: 13\r\n\r\n`,
  },
  {
    name: '1 field, chunked, last of its connection',
    run: () => written(few, chunked),
    expected: `HTTP/1.1 200 OK\r\n${FEW_LINES}date: ${DATE}\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n`,
  },
]

/** Writes it too: to the engine a text put together is a list of its parts, until somebody reads it. */
function written(fields: ResponseFields, framing: ResponseFraming): string {
  const head = formatResponseHead(200, fields, framing)
  output.write(head, 'latin1')
  return head
}
