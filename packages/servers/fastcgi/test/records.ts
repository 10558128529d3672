import { Buffer } from 'node:buffer'

/** A record. */
export function record(type: number, id: number, content: string | Uint8Array = '', padding = 0): Buffer {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'latin1') : content
  const head = Buffer.from([1, type, id >> 8, id & 255, bytes.length >> 8, bytes.length & 255, padding, 0])
  return Buffer.concat([head, bytes, Buffer.alloc(padding, 0xff)])
}

export const KEEP = 1

export const begin = (id: number, flags: number = KEEP, role: number = 1): Buffer =>
  record(1, id, Buffer.from([role >> 8, role & 255, flags, 0, 0, 0, 0, 0]))
