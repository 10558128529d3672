import { Buffer } from 'node:buffer'

/** What a client that knows that the server speaks HTTP/2 begins with (RFC 9113 §3.4). No HTTP/1 request looks like it. */
const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'latin1')

/**
 * Whether a connection begins with the preface of HTTP/2.
 * @param bytes all that has been read so far
 * @returns `undefined`: it does so far, more is needed to tell
 */
export function isHttp2Preface(bytes: Uint8Array, length: number = bytes.length): boolean | undefined {
  const compared = Math.min(length, PREFACE.length)
  for (let i = 0; i < compared; i++) if (bytes[i] !== PREFACE[i]) return false
  return compared === PREFACE.length ? true : undefined
}
