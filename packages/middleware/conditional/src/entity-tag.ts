import { Buffer } from 'node:buffer'
import { hash } from 'node:crypto'
import { splitList } from '@tsgi/fields/list'
import type { HttpResponse, ResponseHeaders } from '@tsgi/spec'
import { DESCRIPTION } from './not-modified.ts'
import type { ResolvedOptions } from './options.ts'

/** A response whose content is there as a whole. */
type Buffered = HttpResponse & { readonly body: string | Uint8Array }

/** Characters of a tag, six bits each: for the content, which must not collide, and for what describes it. */
const CONTENT_LENGTH = 22
const DESCRIPTION_LENGTH = 6

const NO_STORE = /no-store/i

/** Descriptions whose part of a tag is kept: an application has few, and whoever makes more gets them digested afresh. */
const MAX_KEPT = 100
const kept = new Map<string, string>()

/**
 * Whether a tag is to be made for a response: 200 with content that is there as a whole, within the limit, may be stored and
 * has no tag of its own. No content gets none: HEAD may have left it out, and it would spare nobody anything.
 */
export function isTagged(response: HttpResponse, { etag, maxBytes }: ResolvedOptions): response is Buffered {
  const { status, headers, body } = response
  if (etag === false || status !== 200 || headers['etag'] !== undefined) return false
  if (typeof body !== 'string' && !(body instanceof Uint8Array)) return false
  return body.length > 0 && isWithin(body, maxBytes) && !isNotStored(headers['cache-control'])
}

/**
 * The entity-tag of content, from its bytes and from the fields that a 304 leaves out: where one of those has changed, the
 * client must get it.
 */
export function entityTag(
  headers: ResponseHeaders,
  content: string | Uint8Array,
  { etag }: ResolvedOptions,
): string {
  const tag = digest(content).slice(0, CONTENT_LENGTH) + describe(headers)
  return etag === 'weak' ? `W/"${tag}"` : `"${tag}"`
}

function describe(headers: ResponseHeaders): string {
  let description = ''
  for (const name of DESCRIPTION) description += `${String(headers[name] ?? '')}\n`
  return kept.get(description) ?? keep(description)
}

function keep(description: string): string {
  const text = digest(description).slice(0, DESCRIPTION_LENGTH)
  if (kept.size === MAX_KEPT) kept.clear()
  kept.set(description, text)
  return text
}

/**
 * In one call, which costs half of what a hash object does. Processors have instructions for SHA-256: it is no dearer than
 * SHA-1, and far less so than anything in JavaScript.
 */
function digest(content: string | Uint8Array): string {
  return hash('sha256', content, 'base64url')
}

/** A character has one to three bytes, so that counting is seldom needed. */
function isWithin(content: string | Uint8Array, maxBytes: number): boolean {
  if (content.length > maxBytes) return false
  if (typeof content !== 'string' || content.length * 3 <= maxBytes) return true
  return Buffer.byteLength(content) <= maxBytes
}

function isNotStored(cacheControl: string | readonly string[] | undefined): boolean {
  if (cacheControl === undefined) return false
  const value = String(cacheControl)
  return NO_STORE.test(value) && splitList(value.toLowerCase())?.includes('no-store') === true
}
