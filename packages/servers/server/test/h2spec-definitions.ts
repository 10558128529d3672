/* Cases of h2spec on RFC 9113 §6.1 to §6.4 and §6.10: frames that belong to a stream. */
import { Buffer } from 'node:buffer'
import { DATA, END_STREAM, PRIORITY, REQUEST, RST_STREAM, fieldBlock, frame } from './frames.ts'
import {
  LARGE_FIELD,
  PADDED,
  POST,
  continuation,
  data,
  headers,
  headersWithPriority,
  paddedHeaders,
  ping,
  post,
  priority,
  reset,
} from './h2spec-frames.ts'
import { ANSWER, PONG, connectionError, streamError } from './h2spec-judge.ts'
import type { Section } from './h2spec-judge.ts'

const REQUEST_BLOCK = fieldBlock(...REQUEST)
const LARGE_BLOCK = fieldBlock(LARGE_FIELD)
/** HEADERS whose CONTINUATION is to follow. */
const BEGUN = headers({ isHeadersEnd: false })
const BEGUN_POST = headers({ fields: POST, isStreamEnd: false, isHeadersEnd: false })

export const DEFINITIONS: readonly Section[] = [
  {
    heading: 'RFC 9113 §6.1 DATA',
    cases: [
      { id: 'generic/3.1/1', name: 'takes it', steps: [post(), data()], accepts: ANSWER },
      { id: 'generic/3.1/2', name: 'takes several', steps: [post(), data(false), data()], accepts: ANSWER },
      {
        id: 'generic/3.1/3',
        name: 'takes it with padding',
        steps: [post(), frame(DATA, END_STREAM | PADDED, 1, Buffer.from('\x05test\0\0\0\0\0'))],
        accepts: ANSWER,
      },
      {
        id: 'http2/6.1/1',
        name: 'refuses it on no stream',
        steps: [data(true, 0)],
        accepts: connectionError('PROTOCOL_ERROR'),
      },
      {
        id: 'http2/6.1/2',
        name: 'refuses it on a stream that is not open',
        steps: [headers({ fields: POST }), data()],
        accepts: streamError('STREAM_CLOSED'),
      },
      {
        id: 'http2/6.1/3',
        name: 'refuses padding that is longer than the frame',
        steps: [post(['content-length', '4']), frame(DATA, END_STREAM | PADDED, 1, Buffer.from('\x06Test'))],
        accepts: connectionError('PROTOCOL_ERROR'),
      },
    ],
  },
  {
    heading: 'RFC 9113 §6.2 HEADERS',
    cases: [
      { id: 'generic/3.2/1', name: 'takes them', steps: [headers()], accepts: ANSWER },
      { id: 'generic/3.2/2', name: 'takes them with padding', steps: [paddedHeaders(8, 8)], accepts: ANSWER },
      {
        id: 'generic/3.2/3',
        name: 'takes them with priority',
        steps: [headersWithPriority(0)],
        accepts: ANSWER,
      },
      {
        id: 'http2/6.2/1',
        name: 'refuses PRIORITY within a field block',
        steps: [headers({ isStreamEnd: false, isHeadersEnd: false }), priority(1), continuation(LARGE_BLOCK)],
        accepts: connectionError('PROTOCOL_ERROR'),
      },
      {
        id: 'http2/6.2/2',
        name: 'refuses HEADERS of another stream within a field block',
        steps: [
          headers({ isStreamEnd: false, isHeadersEnd: false }),
          headers({ stream: 3 }),
          continuation(LARGE_BLOCK),
        ],
        accepts: connectionError('PROTOCOL_ERROR'),
      },
      {
        id: 'http2/6.2/3',
        name: 'refuses them on no stream',
        steps: [headers({ stream: 0 })],
        accepts: connectionError('PROTOCOL_ERROR'),
      },
      {
        id: 'http2/6.2/4',
        name: 'refuses padding that is longer than the frame',
        steps: [paddedHeaders(REQUEST_BLOCK.length + 2, 0)],
        accepts: streamError('PROTOCOL_ERROR'),
      },
    ],
  },
  {
    heading: 'RFC 9113 §6.3 PRIORITY',
    cases: [
      {
        id: 'generic/3.3/1',
        name: 'takes the lowest weight',
        steps: [priority(1, 0, 0), headers()],
        accepts: ANSWER,
      },
      {
        id: 'generic/3.3/2',
        name: 'takes the highest weight',
        steps: [priority(1, 0, 255), headers()],
        accepts: ANSWER,
      },
      {
        id: 'generic/3.3/3',
        name: 'takes a dependency',
        steps: [priority(3, 1, 0), headers()],
        accepts: ANSWER,
      },
      {
        id: 'generic/3.3/4',
        name: 'takes an exclusive dependency',
        steps: [priority(1, 0x80000000, 0), headers()],
        accepts: ANSWER,
      },
      {
        id: 'generic/3.3/5',
        name: 'opens no stream by it',
        steps: [priority(3), headers()],
        accepts: ANSWER,
      },
      {
        id: 'http2/6.3/1',
        name: 'refuses it on no stream',
        steps: [priority(0)],
        accepts: connectionError('PROTOCOL_ERROR'),
      },
      {
        id: 'http2/6.3/2',
        name: 'refuses a wrong size',
        steps: [headers(), frame(PRIORITY, 0, 1, Buffer.from([0x80, 0, 0, 1]))],
        accepts: streamError('FRAME_SIZE_ERROR'),
      },
    ],
  },
  {
    heading: 'RFC 9113 §6.4 RST_STREAM',
    cases: [
      {
        id: 'generic/3.4/1',
        name: 'takes it',
        steps: [headers({ isStreamEnd: false }), reset(1), ping()],
        accepts: PONG,
      },
      {
        id: 'http2/6.4/1',
        name: 'refuses it on no stream',
        steps: [reset(0)],
        accepts: connectionError('PROTOCOL_ERROR'),
      },
      {
        id: 'http2/6.4/2',
        name: 'refuses it on an idle stream',
        steps: [reset(1)],
        accepts: connectionError('PROTOCOL_ERROR'),
      },
      {
        id: 'http2/6.4/3',
        name: 'refuses a wrong size',
        steps: [headers(), frame(RST_STREAM, 0, 1, Buffer.alloc(3))],
        accepts: streamError('FRAME_SIZE_ERROR'),
      },
    ],
  },
  {
    heading: 'RFC 9113 §6.10 CONTINUATION',
    cases: [
      {
        id: 'generic/3.10/1',
        name: 'takes one',
        steps: [
          headers({ isHeadersEnd: false, block: REQUEST_BLOCK.subarray(0, 5) }),
          continuation(REQUEST_BLOCK.subarray(5)),
        ],
        accepts: ANSWER,
      },
      {
        id: 'generic/3.10/2',
        name: 'takes two',
        steps: [
          headers({ isHeadersEnd: false, block: REQUEST_BLOCK.subarray(0, 5) }),
          continuation(REQUEST_BLOCK.subarray(5, 10), false),
          continuation(REQUEST_BLOCK.subarray(10)),
        ],
        accepts: ANSWER,
      },
      {
        id: 'http2/6.10/1',
        name: 'takes two with large fields',
        steps: [BEGUN, continuation(LARGE_BLOCK, false), continuation(LARGE_BLOCK)],
        accepts: ANSWER,
      },
      {
        id: 'http2/6.10/2',
        name: 'refuses DATA before the last one',
        steps: [BEGUN_POST, continuation(LARGE_BLOCK, false), data()],
        accepts: connectionError('PROTOCOL_ERROR'),
      },
      {
        id: 'http2/6.10/3',
        name: 'refuses one on no stream',
        steps: [BEGUN, continuation(LARGE_BLOCK, true, 0)],
        accepts: connectionError('PROTOCOL_ERROR'),
      },
      {
        id: 'http2/6.10/4',
        name: 'refuses one behind HEADERS that are complete',
        steps: [headers(), continuation(LARGE_BLOCK)],
        accepts: connectionError('PROTOCOL_ERROR'),
      },
      {
        id: 'http2/6.10/5',
        name: 'refuses one behind the last one',
        steps: [BEGUN, continuation(LARGE_BLOCK), continuation(LARGE_BLOCK)],
        accepts: connectionError('PROTOCOL_ERROR'),
      },
      {
        id: 'http2/6.10/6',
        name: 'refuses one behind DATA',
        steps: [BEGUN_POST, data(), continuation(LARGE_BLOCK, false), continuation(LARGE_BLOCK, true, 0)],
        accepts: connectionError('PROTOCOL_ERROR'),
      },
    ],
  },
]
