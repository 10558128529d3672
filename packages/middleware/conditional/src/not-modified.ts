import type { ResponseHeaders } from '@tsgi/spec'

/** Fields that describe a content and that a client which has the content has as well. */
export const DESCRIPTION = [
  'content-type',
  'content-encoding',
  'content-language',
  'content-disposition',
] as const

/** Fields of a 200 that are not for a 304: they describe content that is not sent. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  ...DESCRIPTION,
  ...['content-length', 'content-range', 'content-digest', 'content-md5', 'digest', 'repr-digest'],
])

/**
 * The fields of a 304, from those of the 200 in whose place it is sent. `cache-control`, `content-location`, `date`, `etag`,
 * `expires` and `vary` must be there, representation metadata should not, `last-modified` only in place of a tag. All
 * else is about the exchange and stays: cookies, and what CORS or a policy says, without which browsers refuse the answer.
 * @see RFC 9110 §15.4.5
 */
export function notModified(headers: ResponseHeaders): ResponseHeaders {
  const hasTag = headers['etag'] !== undefined
  const kept = Object.entries(headers).filter(
    ([name]) => !LEFT_OUT.has(name) && !(hasTag && name === 'last-modified'),
  )
  return Object.fromEntries(kept)
}
