import { TextDecoder } from 'node:util'
import { parseMediaType } from '@tsgi/fields/media-type'
import type { HttpRequest } from '@tsgi/spec'
import { ContentError } from './content-error.ts'
import { readContent } from './content.ts'
import { expectContent, expectUncoded } from './expect-content.ts'
import { MEBIBYTE, expectOptions, limit, texts } from './options.ts'
import type { ContentOptions } from './options.ts'

/** How to read bytes. */
export interface BytesOptions extends ContentOptions {
  /** Media types to take, with ranges: `['image/png', 'text/*']`; others are refused with 415. Default: all, also none. */
  types?: readonly string[]
}

/** How to read text. */
export interface TextOptions extends BytesOptions {
  /** Charsets to take besides UTF-8, by labels of the Encoding Standard: `['iso-8859-1', 'shift_jis']`. Default none. */
  charsets?: readonly string[]
}

const BYTES_NAMES: ReadonlySet<string> = new Set<keyof BytesOptions>(['maxBytes', 'types'])
const TEXT_NAMES: ReadonlySet<string> = new Set<keyof TextOptions>(['maxBytes', 'types', 'charsets'])

/**
 * Reads the content of a request as it was sent; no content gives no bytes.
 * @returns the bytes, at times a view of a larger buffer
 * @throws ContentError `BODY_TYPE`, `BODY_CODING`, `BODY_LENGTH`; BodyError `BODY_TOO_LARGE`; what the body throws;
 *   TypeError for wrong options
 */
export async function readBytes(request: HttpRequest, options: BytesOptions = {}): Promise<Uint8Array> {
  expectOptions('readBytes', options, BYTES_NAMES)
  return readContent(request, checkType(request, options))
}

/**
 * Reads the content of a request as text; no content gives `''`. A byte order mark at the start is left out.
 *
 * The charset is that of `content-type`, else UTF-8. What is no text in it is refused, never replaced.
 * @throws ContentError as `readBytes`, and `BODY_CHARSET`, `BODY_TEXT`; TypeError for wrong options
 * @see https://encoding.spec.whatwg.org/#names-and-labels
 */
export async function readText(request: HttpRequest, options: TextOptions = {}): Promise<string> {
  expectOptions('readText', options, TEXT_NAMES)
  const maxBytes = checkType(request, options)
  expectUncoded(request)
  const decoded = textDecoder(request.headers['content-type'], texts('charsets', options.charsets))
  return decoded(await readContent(request, maxBytes))
}

/** Decodes bytes. @throws ContentError `BODY_TEXT` */
export type Decode = (bytes: Uint8Array) => string

/**
 * A decoder for the charset of a content type.
 * @param contentType the field value; `undefined`: UTF-8
 * @param charsets labels that are taken besides UTF-8
 * @throws ContentError `BODY_TYPE`, `BODY_CHARSET`; TypeError for a label that does not exist
 */
export function textDecoder(contentType: string | undefined, charsets: readonly string[]): Decode {
  const mediaType = contentType === undefined ? undefined : parseMediaType(contentType)
  if (contentType !== undefined && mediaType === undefined) {
    throw new ContentError('BODY_TYPE', 'content-type is malformed')
  }
  const charset = mediaType?.parameters.get('charset')?.toLowerCase() ?? 'utf-8'
  const isTaken = UTF8.has(charset) || charsets.some((label) => label.toLowerCase() === charset)
  if (!isTaken) {
    throw new ContentError('BODY_CHARSET', `The charset is another than ${['utf-8', ...charsets].join(', ')}`)
  }
  const decoder = UTF8.has(charset) ? utf8 : decoderOf(charset)
  return (bytes) => decode(decoder, bytes)
}

/** US-ASCII is a part of it. */
const UTF8: ReadonlySet<string> = new Set(['utf-8', 'utf8', 'us-ascii'])
/** Making one costs more than most decoding. */
const utf8 = new TextDecoder('utf-8', { fatal: true })

function checkType(request: HttpRequest, { maxBytes, types: given }: BytesOptions): number {
  const types = texts('types', given)
  if (given !== undefined) expectContent(request, { types })
  return limit('maxBytes', maxBytes, MEBIBYTE)
}

/** Only labels from options come here. */
function decoderOf(label: string): TextDecoder {
  try {
    return new TextDecoder(label, { fatal: true })
  } catch (cause) {
    throw new TypeError(`charsets are labels of the Encoding Standard: got '${label}'`, { cause })
  }
}

function decode(decoder: TextDecoder, bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes)
  } catch (cause) {
    throw new ContentError('BODY_TEXT', `The content is not ${decoder.encoding}`, { cause })
  }
}
