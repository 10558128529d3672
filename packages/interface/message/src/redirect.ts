import type { HttpResponse } from '@tsgi/spec'
import { text } from './responses.ts'

/** 301 and 308 for ever, 302 and 307 for now, 303 to what was made; 307 and 308 keep method and content. */
export type RedirectStatus = 301 | 302 | 303 | 307 | 308

const statuses: ReadonlySet<number> = new Set<RedirectStatus>([301, 302, 303, 307, 308])

/** Controls, which could split the header, and halves of surrogate pairs, which have no octets. */
const unsendable = /[\p{Cc}\p{Cs}]/u

/** What RFC 3986 has no place for, `%` without two digits included; browsers take a raw `\` for `/`. */
const notInUri = /%(?![0-9A-Fa-f]{2})|[^!#$%&'()*+,\-./0-9:;=?@A-Z[\]_a-z~]/gu

/**
 * A response that sends the client elsewhere.
 *
 * What a URI cannot hold is percent-encoded. Where the location leads is not judged: one that a user supplies needs a
 * check of its origin first, and mind that `//example.com` is another site.
 * @param location URI reference: `'/login?next=%2F'`, `'https://example.com/'`; raw, so include `basePath` yourself
 * @param status default 302
 * @throws TypeError when the location has a control or half a surrogate pair, or the status is not one of those
 * @see RFC 9110 §10.2.2, §15.4
 */
export function redirect(location: string, status: RedirectStatus = 302): HttpResponse {
  if (!statuses.has(status)) throw new TypeError(`Not the status of a redirect: ${status}`)
  if (unsendable.test(location)) throw new TypeError(`No location: ${JSON.stringify(location)}`)
  const target = location.replace(notInUri, encodeURIComponent)
  return text(`Redirecting to ${target}\n`, { status, headers: { location: target } })
}
