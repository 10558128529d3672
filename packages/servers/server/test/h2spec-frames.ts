/* Frames that clients of the h2spec cases send: by the book where nothing is said, and broken where it is. */
import { Buffer } from 'node:buffer'
import {
  CONTINUATION,
  DATA,
  END_HEADERS,
  END_STREAM,
  GOAWAY,
  HEADERS,
  PING,
  PRIORITY,
  REQUEST,
  RST_STREAM,
  WINDOW_UPDATE,
  fieldBlock,
  frame,
  uint32,
} from './frames.ts'

export const PADDED = 8
const PRIORITIZED = 0x20

/** Numbers of settings (RFC 9113 §6.5.2). */
export const SETTING = {
  headerTableSize: 1,
  enablePush: 2,
  maxConcurrentStreams: 3,
  initialWindowSize: 4,
  maxFrameSize: 5,
  maxHeaderListSize: 6,
} as const

/** `CANCEL` (RFC 9113 §7). */
export const CANCEL = 8
export const MAX_WINDOW = 0x7fffffff

/** A field list, as names and values. */
export type FieldList = ReadonlyArray<readonly [name: string, value: string]>

/** The fields of a request that sends content. */
export const POST: FieldList = [[':method', 'POST'], ...REQUEST.slice(1)]

/** A field of 4000 octets. */
export const LARGE_FIELD: readonly [string, string] = ['x-large', 'x'.repeat(4000)]

/** How a HEADERS frame differs from one that is a whole GET. */
export interface HeadersChanges {
  readonly stream?: number
  readonly fields?: FieldList
  /** The octets of the field block, instead of `fields`. */
  readonly block?: Uint8Array
  readonly isStreamEnd?: boolean
  readonly isHeadersEnd?: boolean
}

/** A HEADERS frame. */
export function headers(changes: HeadersChanges = {}): Buffer {
  const { stream = 1, fields = REQUEST, block = fieldBlock(...fields) } = changes
  return frame(HEADERS, headersFlags(changes), stream, block)
}

/** A HEADERS frame of RFC 7540, which says what the stream depends on. */
export function headersWithPriority(dependsOn: number): Buffer {
  const payload = Buffer.concat([uint32(dependsOn), Buffer.from([255]), fieldBlock(...REQUEST)])
  return frame(HEADERS, headersFlags({}) | PRIORITIZED, 1, payload)
}

/** A HEADERS frame that says that its padding has that length. */
export function paddedHeaders(length: number, padding: number): Buffer {
  const payload = Buffer.concat([Buffer.from([length]), fieldBlock(...REQUEST), Buffer.alloc(padding)])
  return frame(HEADERS, headersFlags({}) | PADDED, 1, payload)
}

function headersFlags({ isStreamEnd = true, isHeadersEnd = true }: HeadersChanges): number {
  return (isStreamEnd ? END_STREAM : 0) | (isHeadersEnd ? END_HEADERS : 0)
}

/** A request whose content follows. */
export function post(...more: FieldList): Buffer {
  return headers({ fields: [...POST, ...more], isStreamEnd: false })
}

/** A CONTINUATION frame. */
export function continuation(block: Uint8Array, isHeadersEnd = true, stream = 1): Buffer {
  return frame(CONTINUATION, isHeadersEnd ? END_HEADERS : 0, stream, block)
}

/** A DATA frame, of four octets. */
export function data(isStreamEnd = true, stream = 1, content = 'test'): Buffer {
  return frame(DATA, isStreamEnd ? END_STREAM : 0, stream, Buffer.from(content))
}

/** A PRIORITY frame (RFC 7540 §6.3): servers read it and do nothing with it. */
export function priority(stream: number, dependsOn = 0, weight = 255): Buffer {
  return frame(PRIORITY, 0, stream, Buffer.concat([uint32(dependsOn), Buffer.from([weight])]))
}

/** A RST_STREAM frame. */
export function reset(stream: number, code: number = CANCEL): Buffer {
  return frame(RST_STREAM, 0, stream, uint32(code))
}

/** A PING frame with that text, filled up to eight octets. */
export function ping(text = 'h2spec', flags = 0): Buffer {
  return frame(PING, flags, 0, Buffer.from(text.padEnd(8)))
}

/** A GOAWAY frame. */
export function goaway(code: number, text = ''): Buffer {
  return frame(GOAWAY, 0, 0, Buffer.concat([uint32(0), uint32(code), Buffer.from(text)]))
}

/** A WINDOW_UPDATE frame. */
export function windowUpdate(stream: number, increment: number): Buffer {
  return frame(WINDOW_UPDATE, 0, stream, uint32(increment))
}

/** The same frame for a connection over TLS: `:scheme` is `https`. */
export function overTls(bytes: Buffer): Buffer {
  const at = bytes.indexOf(CLEARTEXT_SCHEME)
  if (at < 0) return bytes
  const rest = bytes.subarray(at + CLEARTEXT_SCHEME.length)
  const secured = Buffer.concat([bytes.subarray(0, at), SECURE_SCHEME, rest])
  secured.writeUIntBE(secured.length - 9, 0, 3)
  return secured
}

const CLEARTEXT_SCHEME = fieldBlock([':scheme', 'http'])
const SECURE_SCHEME = fieldBlock([':scheme', 'https'])
