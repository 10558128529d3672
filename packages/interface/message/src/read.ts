import type { HttpRequest } from '@tsgi/spec'
import { BodyError } from './body-error.ts'
import { parseContentType } from './content-type.ts'
import type { ContentType } from './content-type.ts'
import { parseJson } from './parse-json.ts'

/** How much to read. */
export interface ReadOptions {
  /** Most bytes of content to take; more is refused with 413. Default 1 048 576 (1 MiB). */
  maxBytes?: number
}

const charsets: ReadonlySet<string | undefined> = new Set([undefined, 'utf-8', 'us-ascii'])
const utf8 = new TextDecoder('utf-8', { fatal: true })

/**
 * Reads the content of a request as it was sent: a content coding is not undone. No content gives no bytes.
 *
 * Content that announces too great a length is refused unread, other content at the byte after the limit.
 * @returns the bytes, at times a view of a larger buffer
 * @throws BodyError `BODY_TOO_LARGE`; TypeError when `maxBytes` is not a whole number from 0 up; and what the body
 *   throws, as when the client left or the body was read before (SPEC BODY-3, BODY-5)
 */
export async function readBytes(request: HttpRequest, options: ReadOptions = {}): Promise<Uint8Array> {
  const { maxBytes = 1_048_576 } = options
  if (!Number.isSafeInteger(maxBytes) || maxBytes < 0) {
    throw new TypeError(`maxBytes is a whole number of bytes: got ${maxBytes}`)
  }
  if (request.body === null) return new Uint8Array(0)
  if (Number(request.headers['content-length']) > maxBytes) throw tooLarge(maxBytes)
  // One buffer that grows, rather than a list of chunks: a client that sends single bytes would cost a hundred for each.
  let bytes: Uint8Array = new Uint8Array(0)
  let length = 0
  for await (const chunk of request.body) {
    const start = length
    length += chunk.byteLength
    if (length > maxBytes) throw tooLarge(maxBytes)
    if (start === 0) {
      bytes = chunk
      continue
    }
    if (length > bytes.byteLength) bytes = grown(bytes.subarray(0, start), Math.min(maxBytes, length * 2))
    bytes.set(chunk, start)
  }
  return length === bytes.byteLength ? bytes : bytes.subarray(0, length)
}

/**
 * Reads the content of a request as UTF-8 text; no content gives `''`. A byte order mark at the start is left out.
 * @throws BodyError as `readBytes`, and `BODY_TYPE` (`content-type` malformed), `BODY_CHARSET` (neither UTF-8 nor
 *   US-ASCII), `BODY_CODING` (a content coding that no middleware undid), `BODY_UTF8` (bytes that are not UTF-8)
 */
export async function readText(request: HttpRequest, options?: ReadOptions): Promise<string> {
  contentType(request)
  expectUncoded(request)
  return decode(await readBytes(request, options))
}

/**
 * Reads the content of a request as JSON. The type parameter is a promise of yours: check what you got.
 * @throws BodyError as `readText`, and `BODY_TYPE` (neither `application/json` nor a type in `+json`), `BODY_JSON` (no
 *   content, no JSON, or `__proto__` or `constructor.prototype` among the keys)
 * @see RFC 8259, RFC 6839 §3.1
 */
export async function readJson<T = unknown>(request: HttpRequest, options?: ReadOptions): Promise<T> {
  const type = contentType(request)?.type
  if (type !== 'application/json' && !type?.endsWith('+json')) {
    throw new BodyError('BODY_TYPE', 'Content-Type is not application/json nor ends in +json')
  }
  expectUncoded(request)
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the caller's promise, as documented
  return parseJson(decode(await readBytes(request, options))) as T
}

function grown(bytes: Uint8Array, size: number): Uint8Array {
  const larger = new Uint8Array(size)
  larger.set(bytes)
  return larger
}

function tooLarge(maxBytes: number): BodyError {
  return new BodyError('BODY_TOO_LARGE', `More than ${maxBytes} bytes of content`)
}

/** The parsed `content-type`, which must name a charset that we can read when it names one. */
function contentType({ headers }: HttpRequest): ContentType | undefined {
  const value = headers['content-type']
  if (value === undefined) return undefined
  const parsed = parseContentType(value)
  if (parsed === undefined) throw new BodyError('BODY_TYPE', 'Content-Type is malformed (RFC 9110 §8.3)')
  if (!charsets.has(parsed.charset))
    throw new BodyError('BODY_CHARSET', 'Content-Type has a charset other than UTF-8')
  return parsed
}

function expectUncoded({ headers }: HttpRequest): void {
  const coding = headers['content-encoding'] ?? 'identity'
  if (coding.toLowerCase() !== 'identity')
    throw new BodyError('BODY_CODING', 'Content-Encoding is not identity')
}

function decode(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes)
  } catch (cause) {
    throw new BodyError('BODY_UTF8', 'The content is not UTF-8', { cause })
  }
}
