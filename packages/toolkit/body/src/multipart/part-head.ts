import { parseMediaType } from '@tsgi/fields/media-type'
import { isToken } from '@tsgi/fields/token'
import { ContentError } from '../content-error.ts'
import { parseDisposition } from './disposition.ts'
import type { Disposition } from './disposition.ts'

/** Fields of a part: values by lower-case name, without inherited properties. */
export type PartHeaders = Readonly<Record<string, string | undefined>>

/** What stands before the content of a part. */
export interface PartHead extends Disposition {
  /** Media type in lower case without parameters; `text/plain` when the part does not say (RFC 7578 §4.4). */
  readonly type: string
  readonly headers: PartHeaders
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
// oxlint-disable-next-line no-control-regex
const CONTROLS = /[\0-\x08\x0a-\x1f\x7f]/

/** Codings of content that leave it as it is (RFC 7578 §4.7 wants none at all). */
const PLAIN: ReadonlySet<string> = new Set(['7bit', '8bit', 'binary'])

/**
 * Reads the head of a part.
 * @param bytes lines with CR LF between them, without an empty one
 * @throws ContentError `BODY_MULTIPART`, `BODY_TEXT`, `BODY_CODING`
 */
export function parsePartHead(bytes: Uint8Array): PartHead {
  const headers = parseLines(decode(bytes))
  const type = parseMediaType(headers['content-type'] ?? 'text/plain')
  if (type === undefined) throw new ContentError('BODY_MULTIPART', 'The content-type of a part is malformed')
  const encoding = headers['content-transfer-encoding'] ?? 'binary'
  if (!PLAIN.has(encoding.toLowerCase())) {
    throw new ContentError('BODY_CODING', 'The content-transfer-encoding of a part is another than binary')
  }
  return { ...parseDisposition(headers['content-disposition'] ?? ''), type: type.essence, headers }
}

function decode(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes)
  } catch (cause) {
    throw new ContentError('BODY_TEXT', 'The head of a part is not UTF-8', { cause })
  }
}

function parseLines(head: string): PartHeaders {
  const headers = Object.create(null) as Record<string, string>
  for (const line of head.split('\r\n')) {
    const colon = line.indexOf(':')
    const name = line.slice(0, Math.max(colon, 0)).toLowerCase()
    if (!isToken(name) || CONTROLS.test(line)) {
      throw new ContentError('BODY_MULTIPART', 'The head of a part has a malformed line')
    }
    if (name in headers) throw new ContentError('BODY_MULTIPART', 'The head of a part has a field twice')
    headers[name] = line.slice(colon + 1).trim()
  }
  return headers
}
