import { readBytes, withHeader, withoutHeader } from '@tsgi/message'
import type { HttpRequest, RequestBody } from '@tsgi/spec'
import { ContentError } from './content-error.ts'

/**
 * Reads the content within a limit, and checks its length: a server has compared it, other ways in may not have.
 * @throws ContentError `BODY_LENGTH`; and what `readBytes` throws: BodyError `BODY_TOO_LARGE`, what the body throws
 */
export async function readContent(request: HttpRequest, maxBytes: number): Promise<Uint8Array> {
  // A number that no content reaches stands for no limit.
  const bytes = await readBytes(request, { maxBytes: Math.min(maxBytes, Number.MAX_SAFE_INTEGER) })
  expectLength(request, bytes.byteLength)
  return bytes
}

/**
 * Checks the length of content that has been read to its end.
 * @throws ContentError `BODY_LENGTH`
 */
export function expectLength({ headers }: HttpRequest, length: number): void {
  const announced = headers['content-length']
  if (announced === undefined || Number(announced) === length) return
  throw new ContentError(
    'BODY_LENGTH',
    `There are ${length} bytes of content, content-length announces others`,
  )
}

/**
 * Derives a request with content that was read already, so that it can be read again: the signature of a webhook is that of
 * the bytes, and then they are JSON.
 *
 * ```ts
 * const bytes = await readBytes(request)
 * verify(bytes, request.headers['x-signature'])
 * const event = await readJson(withContent(request, bytes))
 * ```
 *
 * `content-length` is put right; a `content-encoding` still has to be that of the bytes (SPEC BODY-8).
 */
export function withContent(request: HttpRequest, bytes: Uint8Array): HttpRequest {
  const unchunked = withoutHeader(withBytes(request, bytes), 'transfer-encoding')
  return withHeader(unchunked, 'content-length', String(bytes.byteLength))
}

/** The same for one of our own readers, who looks at no field of the length. */
export function withBytes(request: HttpRequest, bytes: Uint8Array): HttpRequest {
  return { ...request, body: bytes.byteLength === 0 ? null : new Content(bytes) }
}

/** Bytes to be read once, like the content that they were (SPEC BODY-3). */
class Content implements RequestBody {
  #bytes: Uint8Array | undefined

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    const bytes = this.#bytes
    if (bytes === undefined) throw new TypeError('The body of a request can be read once (SPEC BODY-3)')
    this.#bytes = undefined
    yield bytes
  }
}
