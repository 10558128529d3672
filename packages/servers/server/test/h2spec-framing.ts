/* Cases of h2spec on RFC 9113 §3 and §4: how a connection starts, frames, field blocks. */
import { Buffer } from 'node:buffer'
import { PING, REQUEST, fieldBlock, frame, preface } from './frames.ts'
import { LARGE_FIELD, SETTING, continuation, data, headers, ping, post, priority } from './h2spec-frames.ts'
import { ANSWER, PONG, connectionError, streamError } from './h2spec-judge.ts'
import type { Section } from './h2spec-judge.ts'

const UNKNOWN = 0x16
const LARGEST_FRAME = 16_384
const OPEN = { isStreamEnd: false, isHeadersEnd: false }

export const FRAMING: readonly Section[] = [
  {
    heading: 'RFC 9113 §3.4 HTTP/2 Connection Preface',
    cases: [
      {
        id: 'generic/1/1',
        name: 'begins with settings',
        steps: [preface([SETTING.initialWindowSize, 65_535])],
        accepts: ['SETTINGS'],
        isBare: true,
      },
      {
        id: 'http2/3.5/1',
        name: 'sends settings before anything else',
        steps: [preface([SETTING.initialWindowSize, 65_535])],
        accepts: ['SETTINGS'],
        isBare: true,
      },
      {
        id: 'http2/3.5/2',
        name: 'ends a connection that begins otherwise',
        steps: [Buffer.from('INVALID CONNECTION PREFACE\r\n\r\n')],
        accepts: [...connectionError('PROTOCOL_ERROR'), 'close'],
        isBare: true,
      },
    ],
  },
  {
    heading: 'RFC 9113 §4.1 Frame Format',
    cases: [
      {
        id: 'http2/4.1/1',
        name: 'ignores a frame of an unknown type',
        steps: [frame(UNKNOWN, 0, 0, Buffer.alloc(8)), ping()],
        accepts: PONG,
      },
      {
        id: 'http2/4.1/2',
        name: 'ignores flags that mean nothing',
        steps: [ping('h2spec', 0x16)],
        accepts: PONG,
      },
      {
        id: 'http2/4.1/3',
        name: 'ignores the reserved bit',
        steps: [frame(PING, 0x16, 0x80000000, Buffer.from('h2spec  '))],
        accepts: PONG,
      },
    ],
  },
  {
    heading: 'RFC 9113 §4.2 Frame Size',
    cases: [
      {
        id: 'http2/4.2/1',
        name: 'takes DATA of 16 384 octets',
        steps: [post(), data(true, 1, 'x'.repeat(LARGEST_FRAME))],
        accepts: ANSWER,
      },
      {
        id: 'http2/4.2/2',
        name: 'refuses DATA of one octet more',
        steps: [post(), data(true, 1, 'x'.repeat(LARGEST_FRAME + 1))],
        accepts: streamError('FRAME_SIZE_ERROR'),
      },
      {
        id: 'http2/4.2/3',
        name: 'refuses HEADERS that are larger',
        steps: [headers({ fields: [...REQUEST, ...Array(5).fill(LARGE_FIELD)] })],
        accepts: connectionError('FRAME_SIZE_ERROR'),
      },
    ],
  },
  {
    heading: 'RFC 9113 §4.3 Field Section Compression and Decompression',
    cases: [
      {
        id: 'http2/4.3/1',
        name: 'refuses a field without name and value',
        steps: [headers({ block: Buffer.from([0x40]) })],
        accepts: connectionError('COMPRESSION_ERROR'),
      },
      {
        id: 'http2/4.3/2',
        name: 'refuses PRIORITY within a field block',
        steps: [headers(OPEN), priority(1), continuation(fieldBlock(LARGE_FIELD))],
        accepts: connectionError('PROTOCOL_ERROR'),
      },
      {
        id: 'http2/4.3/3',
        name: 'refuses HEADERS of another stream within a field block',
        steps: [headers(OPEN), headers({ stream: 3 }), continuation(fieldBlock(LARGE_FIELD))],
        accepts: connectionError('PROTOCOL_ERROR'),
      },
    ],
  },
]
