/* Cases of h2spec on RFC 9113 §5: streams, their states and identifiers, priority, errors, extensions. */
import { Buffer } from 'node:buffer'
import { PING, fieldBlock, frame, settingsFrame } from './frames.ts'
import {
  LARGE_FIELD,
  SETTING,
  continuation,
  data,
  headers,
  headersWithPriority,
  ping,
  priority,
  reset,
  windowUpdate,
} from './h2spec-frames.ts'
import { STREAM_END } from './h2spec-client.ts'
import { PONG, connectionError, streamError } from './h2spec-judge.ts'
import type { Section } from './h2spec-judge.ts'

/** Keeps answers from being complete. */
const NO_WINDOW = settingsFrame([SETTING.initialWindowSize, 0])
const OPEN = headers({ isStreamEnd: false })
/** One that no connection may have (RFC 9113 §6.7). */
const PING_ON_A_STREAM = frame(PING, 0, 3, Buffer.alloc(8))
const UNKNOWN_FRAME = frame(0x16, 0, 0, Buffer.alloc(8))

export const STREAMS: readonly Section[] = [
  {
    heading: 'RFC 9113 §5.1 Stream States',
    cases: [
      {
        id: 'generic/2/1',
        name: 'idle: takes PRIORITY',
        steps: [priority(1), ping()],
        accepts: PONG,
      },
      {
        id: 'generic/2/2',
        name: 'half-closed: takes WINDOW_UPDATE',
        steps: [NO_WINDOW, headers(), windowUpdate(1, 1)],
        accepts: ['DATA 1'],
      },
      {
        id: 'generic/2/3',
        name: 'half-closed: takes PRIORITY',
        steps: [NO_WINDOW, headers(), priority(1), windowUpdate(1, 1)],
        accepts: ['DATA 1'],
      },
      {
        id: 'generic/2/4',
        name: 'half-closed: takes RST_STREAM',
        steps: [headers(), reset(1), ping()],
        accepts: PONG,
      },
      {
        id: 'generic/2/5',
        name: 'closed: takes PRIORITY',
        steps: [headers(), STREAM_END, priority(1), ping()],
        accepts: PONG,
      },
      {
        id: 'http2/5.1/1',
        name: 'idle: refuses DATA',
        steps: [data()],
        accepts: streamError('PROTOCOL_ERROR', 'STREAM_CLOSED'),
      },
      {
        id: 'http2/5.1/2',
        name: 'idle: refuses RST_STREAM',
        steps: [reset(1)],
        accepts: connectionError('PROTOCOL_ERROR'),
      },
      {
        id: 'http2/5.1/3',
        name: 'idle: refuses WINDOW_UPDATE',
        steps: [windowUpdate(1, 100)],
        accepts: connectionError('PROTOCOL_ERROR'),
      },
      {
        id: 'http2/5.1/4',
        name: 'idle: refuses CONTINUATION',
        steps: [continuation(fieldBlock())],
        accepts: connectionError('PROTOCOL_ERROR'),
      },
      {
        id: 'http2/5.1/5',
        name: 'half-closed: refuses DATA',
        steps: [headers(), data()],
        accepts: streamError('STREAM_CLOSED'),
      },
      {
        id: 'http2/5.1/6',
        name: 'half-closed: refuses HEADERS',
        steps: [headers(), headers()],
        accepts: streamError('STREAM_CLOSED'),
      },
      {
        id: 'http2/5.1/7',
        name: 'half-closed: refuses CONTINUATION',
        steps: [headers(), continuation(fieldBlock())],
        accepts: streamError('STREAM_CLOSED', 'PROTOCOL_ERROR'),
      },
      {
        id: 'http2/5.1/8',
        name: 'closed by RST_STREAM: refuses DATA',
        steps: [OPEN, reset(1), data()],
        accepts: streamError('STREAM_CLOSED'),
      },
      {
        id: 'http2/5.1/9',
        name: 'closed by RST_STREAM: refuses HEADERS',
        steps: [OPEN, reset(1), headers()],
        accepts: streamError('STREAM_CLOSED'),
      },
      {
        id: 'http2/5.1/10',
        name: 'closed by RST_STREAM: refuses CONTINUATION',
        steps: [OPEN, reset(1), continuation(fieldBlock(LARGE_FIELD))],
        accepts: streamError('STREAM_CLOSED', 'PROTOCOL_ERROR'),
      },
      {
        id: 'http2/5.1/11',
        name: 'closed: refuses DATA',
        steps: [headers(), STREAM_END, data()],
        accepts: streamError('STREAM_CLOSED'),
      },
      {
        id: 'http2/5.1/12',
        name: 'closed: refuses HEADERS',
        steps: [headers(), STREAM_END, headers()],
        accepts: connectionError('STREAM_CLOSED'),
      },
      {
        id: 'http2/5.1/13',
        name: 'closed: refuses CONTINUATION',
        steps: [headers(), STREAM_END, continuation(fieldBlock(LARGE_FIELD))],
        accepts: connectionError('STREAM_CLOSED', 'PROTOCOL_ERROR'),
      },
    ],
  },
  {
    heading: 'RFC 9113 §5.1.1 Stream Identifiers',
    cases: [
      {
        id: 'http2/5.1.1/1',
        name: 'refuses an even one',
        steps: [headers({ stream: 2 })],
        accepts: connectionError('PROTOCOL_ERROR'),
      },
      {
        id: 'http2/5.1.1/2',
        name: 'refuses one that is smaller than the last',
        steps: [headers({ stream: 5 }), headers({ stream: 3 })],
        accepts: connectionError('PROTOCOL_ERROR'),
      },
    ],
  },
  {
    heading: 'RFC 9113 §5.1.2 Stream Concurrency',
    cases: [
      {
        id: 'http2/5.1.2/1',
        name: 'refuses one stream more than it allows',
        steps: [NO_WINDOW, ...Array.from({ length: 101 }, (_, i) => headers({ stream: 2 * i + 1 }))],
        // Of the whole connection. Over TLS, Node ends it before anybody hears why.
        accepts: [...connectionError('PROTOCOL_ERROR'), 'close'],
      },
    ],
  },
  {
    heading: 'RFC 7540 §5.3.1 Stream Dependencies, which RFC 9113 §5.3 takes back',
    cases: [
      {
        id: 'http2/5.3.1/1',
        name: 'refuses HEADERS that depend on themselves',
        steps: [headersWithPriority(1)],
        accepts: streamError('PROTOCOL_ERROR'),
      },
      {
        id: 'http2/5.3.1/2',
        name: 'refuses PRIORITY that depends on itself',
        steps: [priority(1, 1)],
        accepts: streamError('PROTOCOL_ERROR'),
      },
    ],
  },
  {
    heading: 'RFC 9113 §5.4.1 Connection Error Handling',
    cases: [
      {
        id: 'http2/5.4.1/1',
        name: 'closes the connection',
        steps: [PING_ON_A_STREAM],
        accepts: ['close'],
      },
      {
        id: 'http2/5.4.1/2',
        name: 'says so before',
        steps: [PING_ON_A_STREAM],
        accepts: connectionError('PROTOCOL_ERROR'),
      },
    ],
  },
  {
    heading: 'RFC 9113 §5.5 Extending HTTP/2',
    cases: [
      {
        id: 'http2/5.5/1',
        name: 'ignores a frame of an unknown type',
        steps: [UNKNOWN_FRAME, ping()],
        accepts: PONG,
      },
      {
        id: 'http2/5.5/2',
        name: 'refuses one within a field block',
        steps: [headers({ isHeadersEnd: false }), UNKNOWN_FRAME],
        accepts: connectionError('PROTOCOL_ERROR'),
      },
    ],
  },
]
