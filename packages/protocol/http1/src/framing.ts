/*
 * Where a request's content ends (RFC 9112 §6). This is where requests are smuggled: two servers that find different
 * ends read different requests, so whatever could have two is refused, however well one of them would do.
 */
import { trimBlanks } from './blanks.ts'
import { ChunkedDecoder } from './chunked-decoder.ts'
import type { ContentDecoder } from './content-decoder.ts'
import { LengthDecoder } from './length-decoder.ts'
import type { MessageLimits } from './limits.ts'
import { ProtocolError } from './protocol-error.ts'

/** Value of `RequestHead.contentLength` for content in chunks. */
export const CHUNKED = -1

/**
 * How much content follows a head.
 * @param contentLength value of the field, `undefined` where there is none
 * @param transferCoding value of `Transfer-Encoding`, the same
 * @param isOld whether the request is HTTP/1.0
 * @returns octets, or `CHUNKED`
 * @throws ProtocolError
 * @see RFC 9112 §6.3
 */
export function framing(
  contentLength: string | undefined,
  transferCoding: string | undefined,
  isOld: boolean,
): number {
  if (transferCoding !== undefined) return chunkedOnly(transferCoding, contentLength, isOld)
  return contentLength === undefined ? 0 : parseLength(contentLength)
}

/** The decoder for content of that many octets, or for `CHUNKED`. */
export function contentDecoder(contentLength: number, limits: MessageLimits): ContentDecoder {
  return contentLength === CHUNKED ? new ChunkedDecoder(limits) : new LengthDecoder(contentLength)
}

function chunkedOnly(transferCoding: string, contentLength: string | undefined, isOld: boolean): number {
  if (contentLength !== undefined) {
    throw new ProtocolError('HTTP1_FRAMING', 'Content-Length and Transfer-Encoding together (RFC 9112 §6.3)')
  }
  if (isOld) throw new ProtocolError('HTTP1_FRAMING', 'Transfer-Encoding in HTTP/1.0 (RFC 9112 §6.1)')
  const coding = transferCoding.toLowerCase()
  if (coding === 'chunked') return CHUNKED
  if (endsChunked(coding)) {
    throw new ProtocolError(
      'HTTP1_TRANSFER_CODING',
      'A transfer coding other than chunked (RFC 9112 §6.1)',
      501,
    )
  }
  throw new ProtocolError('HTTP1_FRAMING', 'The last transfer coding is not chunked (RFC 9112 §6.3)')
}

/** Whether the end of the content could be told: chunked is the last coding, and there once. */
function endsChunked(codings: string): boolean {
  const names = codings.split(',').map(trimBlanks)
  return names.indexOf('chunked') === names.length - 1
}

function parseLength(value: string): number {
  const { length } = value
  let result = 0
  for (let i = 0; i < length; i++) {
    const digit = value.charCodeAt(i) - 0x30
    if (digit < 0 || digit > 9) throw badLength()
    result = result * 10 + digit
  }
  // Sixteen digits reach past the safe integers; fewer never do, and more never stay exact.
  if (length === 0 || length > 16 || !Number.isSafeInteger(result)) throw badLength()
  return result
}

function badLength(): ProtocolError {
  return new ProtocolError('HTTP1_CONTENT_LENGTH', 'Content-Length is not one decimal number (RFC 9110 §8.6)')
}
