import type { HttpRequest, RequestBody } from '@tsgi/spec'
import { ContentError } from '../content-error.ts'
import { expectLength } from '../content.ts'
import { expectContent } from '../expect-content.ts'
import { MEBIBYTE, expectOptions, limit, texts } from '../options.ts'
import type { ContentOptions } from '../options.ts'
import { boundaryOf } from './boundary.ts'
import { MultipartReader } from './multipart-reader.ts'
import { parsePartHead } from './part-head.ts'
import { IncomingPart } from './part.ts'
import type { Part } from './part.ts'

/** How to read multipart content. All limits hold for what is read and for what is passed over. */
export interface PartsOptions extends ContentOptions {
  /** Most parts, fields and files together; more are refused with 413. Default 100. */
  maxParts?: number
  /** Most files; more are refused with 413. Default: as many as parts. */
  maxFiles?: number
  /** Most bytes of a field; more are refused with 413. Default 1 048 576 (1 MiB). */
  maxFieldBytes?: number
  /** Most bytes of a file; more are refused with 413. Default: as many as `maxBytes`. */
  maxFileBytes?: number
  /** Most bytes of the head of a part; more are refused with 413. Default 16 384 (16 KiB). */
  maxHeadBytes?: number
  /** Charsets to take besides UTF-8 where a part names one: `['iso-8859-1']`. Default none. */
  charsets?: readonly string[]
}

/** Options, checked, with all defaults filled in. */
export type PartsLimits = Required<PartsOptions>

/** Names of the options. */
export const PARTS_NAMES: ReadonlySet<string> = new Set<keyof PartsOptions>([
  ...([
    'maxBytes',
    'maxParts',
    'maxFiles',
    'maxFieldBytes',
    'maxFileBytes',
    'maxHeadBytes',
    'charsets',
  ] as const),
])

/**
 * Reads multipart content part by part, while it arrives.
 *
 * ```ts
 * for await (const part of readParts(request, { maxBytes: 100 * 1024 * 1024 })) {
 *   if (part.filename === undefined) fields.set(part.name, await part.text())
 *   else await pipeline(part.body, createWriteStream(join(folder, randomUUID())))
 * }
 * ```
 *
 * A part is to be read before the next one is asked for; what is not read is passed over. Leaving the loop leaves the rest to
 * the server. Type, boundary and announced length are checked at once, and nothing is read before the first part is asked for: a
 * client that waits for 100 (Continue) is refused without sending.
 * @returns the parts, to be iterated once; iterating throws ContentError `BODY_MULTIPART`, `BODY_TOO_LARGE`,
 *   `BODY_TOO_MANY`, `BODY_LENGTH`, `BODY_TEXT`, `BODY_CHARSET`, `BODY_CODING`, and what the body throws, as when the client left
 * @throws ContentError `BODY_TYPE`, `BODY_CODING`, `BODY_MULTIPART`, `BODY_TOO_LARGE`; TypeError for wrong options
 * @see RFC 7578, RFC 2046 §5.1
 */
export function readParts(request: HttpRequest, options: PartsOptions = {}): AsyncIterable<Part> {
  expectOptions('readParts', options, PARTS_NAMES)
  return partsOf(request, partsLimits(options))
}

/** {@link readParts} with limits that were checked. */
export function partsOf(request: HttpRequest, limits: PartsLimits): AsyncIterable<Part> {
  const boundary = boundaryOf(expectContent(request, { types: ['multipart/form-data'] }))
  if (Number(request.headers['content-length']) > limits.maxBytes) {
    throw new ContentError('BODY_TOO_LARGE', `content-length announces more than ${limits.maxBytes} bytes`)
  }
  return parts(request, boundary, limits)
}

/**
 * Checks options.
 * @throws TypeError that names the option
 */
export function partsLimits(options: PartsOptions): PartsLimits {
  const maxBytes = limit('maxBytes', options.maxBytes, MEBIBYTE)
  const maxParts = limit('maxParts', options.maxParts, 100)
  return {
    maxBytes,
    maxParts,
    maxFiles: limit('maxFiles', options.maxFiles, maxParts),
    maxFieldBytes: limit('maxFieldBytes', options.maxFieldBytes, MEBIBYTE),
    maxFileBytes: limit('maxFileBytes', options.maxFileBytes, maxBytes),
    maxHeadBytes: limit('maxHeadBytes', options.maxHeadBytes, 16_384),
    charsets: texts('charsets', options.charsets),
  }
}

async function* parts(
  request: HttpRequest,
  boundary: string,
  limits: PartsLimits,
): AsyncGenerator<IncomingPart> {
  const chunks = (request.body ?? NOTHING)[Symbol.asyncIterator]()
  const reader = new MultipartReader(chunks, boundary, limits)
  const counts = { parts: 0, files: 0 }
  let part: IncomingPart | undefined
  try {
    // The preamble is for readers that know no multipart.
    while ((await reader.nextPiece()) !== null);
    while (await reader.isPartNext()) {
      const head = parsePartHead(await reader.readHead())
      const isFile = head.filename !== undefined
      count(counts, isFile, limits)
      const maxBytes = isFile ? limits.maxFileBytes : limits.maxFieldBytes
      const { charsets } = limits
      part = new IncomingPart(request, head, { maxBytes, charsets }, () => reader.nextPiece())
      yield part
      await part.passOver()
    }
    expectLength(request, reader.received)
  } finally {
    part?.abandon()
    await chunks.return?.()
  }
}

function count(counts: { parts: number; files: number }, isFile: boolean, limits: PartsLimits): void {
  const { maxParts, maxFiles } = limits
  if (++counts.parts > maxParts)
    throw new ContentError('BODY_TOO_MANY', `There are more than ${maxParts} parts`)
  if (isFile && ++counts.files > maxFiles) {
    throw new ContentError('BODY_TOO_MANY', `There are more than ${maxFiles} files`)
  }
}

const NOTHING: RequestBody = { async *[Symbol.asyncIterator]() {} }
