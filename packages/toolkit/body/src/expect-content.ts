import { parseMediaType } from '@tsgi/fields/media-type'
import type { MediaType } from '@tsgi/fields/media-type'
import type { HttpRequest } from '@tsgi/spec'
import { ContentError } from './content-error.ts'

/** What a reader takes. */
export interface Taken {
  /** Media types and ranges such as `image/*`, as they are told to a client that sent another. */
  readonly types: readonly string[]
  /** Suffix of other types, `+json`; also taken, and not told. */
  readonly suffix?: string
}

/**
 * Reads what the content is, once: that decides everything (BD4).
 * @throws ContentError `BODY_TYPE` with `accept` for the answer, `BODY_CODING`
 * @see RFC 9110 §15.5.16
 */
export function expectContent(request: HttpRequest, taken: Taken): MediaType {
  const { headers } = request
  const value = headers['content-type']
  const mediaType = value === undefined ? undefined : parseMediaType(value)
  if (mediaType === undefined) {
    const came = value === undefined ? 'There is no content-type' : 'content-type is malformed'
    throw otherType(request, `${came}, expected ${taken.types.join(' or ')}`, taken)
  }
  if (!isTaken(mediaType, taken)) {
    throw otherType(request, `content-type is another than ${taken.types.join(' or ')}`, taken)
  }
  expectUncoded(request)
  return mediaType
}

/**
 * For content that has to be looked at.
 * @throws ContentError `BODY_CODING`
 */
export function expectUncoded({ headers }: HttpRequest): void {
  const coding = headers['content-encoding'] ?? 'identity'
  if (coding.toLowerCase() === 'identity') return
  throw new ContentError('BODY_CODING', 'content-encoding is not identity', {
    headers: { 'accept-encoding': 'identity' },
  })
}

/**
 * For content that must be UTF-8, of which US-ASCII is a part.
 * @throws ContentError `BODY_CHARSET`
 */
export function expectUtf8({ parameters }: MediaType): void {
  const charset = parameters.get('charset')?.toLowerCase() ?? 'utf-8'
  if (charset !== 'utf-8' && charset !== 'us-ascii') {
    throw new ContentError('BODY_CHARSET', 'The charset is another than utf-8')
  }
}

function isTaken({ essence, type }: MediaType, { types, suffix }: Taken): boolean {
  if (types.includes(essence) || types.includes(`${type}/*`) || types.includes('*/*')) return true
  return suffix !== undefined && essence.endsWith(suffix)
}

/** `accept` is for all methods (RFC 9110 §12.5.1), the others are what clients of their methods know. */
function otherType({ method }: HttpRequest, message: string, { types }: Taken): ContentError {
  const accept = types.join(', ')
  const more: Record<string, string> =
    method === 'POST' ? { 'accept-post': accept } : method === 'PATCH' ? { 'accept-patch': accept } : {}
  return new ContentError('BODY_TYPE', message, { headers: { accept, ...more } })
}
