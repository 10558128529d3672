import { createHash } from 'node:crypto'
import { formatDate } from '@tsgi/fields/date'
import { isEntityTag } from '@tsgi/fields/etag'
import type { HttpResponse, ResponseHeaders } from '@tsgi/spec'
import type { Content } from './content.ts'
import type { FileValidators } from './if-range.ts'
import type { Opened } from './open-file.ts'
import type { ResolvedOptions } from './options.ts'
import type { ServedFile } from './served-file.ts'

/** One coding of a file as it is answered with. */
export interface Representation extends FileValidators {
  readonly content: Content
  /** Fields of the answers 200, 206 and 304, without `content-length` and `content-range`. */
  readonly headers: ResponseHeaders
  /** The plain answer, made once and given again, where its content is buffered. */
  readonly whole: HttpResponse | undefined
}

/** What distinguishes a representation from others of its file. */
export interface Variant {
  readonly file: ServedFile
  readonly opened: Opened
  /** Content coding; `identity`: none. */
  readonly coding: string
  /** Whether there are others to choose from. */
  readonly varies: boolean
}

/** A file that was written a moment ago may be written again without a new time: clocks of file systems tick in steps. */
const SETTLING_MS = 50

/** Whether a file's times tell its contents apart. */
export function isSettled({ stats }: Opened, now: number): boolean {
  const changedMs = Number(stats.ctimeNs) / 1e6
  return now - changedMs >= SETTLING_MS || changedMs > now
}

/** Makes the answer to be from a file's content and what is known of it. */
export function represent(variant: Variant, content: Content, options: ResolvedOptions): Representation {
  const { stats } = variant.opened
  const modifiedMs = Number(stats.mtimeNs) / 1e6
  const etag = entityTag(variant, options)
  const headers = fields(variant, etag, modifiedMs, options)
  const whole = content.isBuffered ? wholeAnswer(headers, content) : undefined
  return { content, headers, whole, etag, modifiedMs }
}

/** The answer with all of the content. */
export function wholeAnswer(headers: ResponseHeaders, content: Content): HttpResponse {
  return {
    status: 200,
    headers: { ...headers, 'content-length': String(content.size) },
    body: content.body({ start: 0, end: content.size }),
  }
}

function fields(
  { file, coding, varies }: Variant,
  etag: string | undefined,
  modifiedMs: number,
  options: ResolvedOptions,
): ResponseHeaders {
  const headers: Record<string, string | readonly string[]> = {
    'content-type': file.type,
    'x-content-type-options': 'nosniff',
    'accept-ranges': 'bytes',
    // Never later than now (RFC 9110 §8.8.2.1).
    'last-modified': formatDate(Math.max(0, Math.min(modifiedMs, options.now()))),
  }
  if (etag !== undefined) headers['etag'] = etag
  const cacheControl = options.cacheControl(file)
  if (cacheControl !== '') headers['cache-control'] = cacheControl
  if (coding !== 'identity') headers['content-encoding'] = coding
  if (varies) headers['vary'] = 'accept-encoding'
  return Object.assign(headers, options.headers(file))
}

/**
 * From the size and the times of modification and change: the latter moves whenever a content is written, whatever is
 * done about the former. Weak while the times could still stand for another content.
 */
function entityTag({ file, opened, coding }: Variant, options: ResolvedOptions): string | undefined {
  if (options.etag === false) return undefined
  if (typeof options.etag === 'function') return tagOfCoding(options.etag(file), coding)
  const { size, mtimeNs, ctimeNs } = opened.stats
  const digest = createHash('sha256').update(`${size} ${mtimeNs} ${ctimeNs} ${coding}`).digest('base64url')
  const isStrong = options.etag === 'strong' && isSettled(opened, options.now())
  return `${isStrong ? '' : 'W/'}"${digest.slice(0, 22)}"`
}

/** Codings of a file have different bytes, and so different tags. */
function tagOfCoding(tag: string | undefined, coding: string): string | undefined {
  if (tag === undefined) return undefined
  if (!isEntityTag(tag)) {
    throw new TypeError(`etag() gives entity-tags, quotes included: got ${JSON.stringify(tag)}`)
  }
  return coding === 'identity' ? tag : `${tag.slice(0, -1)}-${coding}"`
}
