import { Buffer } from 'node:buffer'
import type { WrittenHead } from '@tsgi/exchange'
import type { HttpResponse, ResponseHeaders } from '@tsgi/spec'
import type { Outgoing } from './outgoing.ts'
import { fieldLines, responseFields } from './written-head.ts'

/** A status that SPEC does not know goes out as it is where the head does, and else as what RFC 9110 §15 makes of it. */
const UNKNOWN_STATUS = 500

/** A head that Node has written. */
export interface NodeHead extends WrittenHead {
  /** The same with the framing that Node would use, chunks, where `text` announces a length that is known. */
  readonly asWritten: string
}

/** Where Node does not know the length when the head is fixed, this is what it ends with. */
const CHUNKED = 'Transfer-Encoding: chunked\r\n\r\n'

/** What a listener has written, as a response. */
export class NodeResponse implements HttpResponse {
  readonly status: number
  declare readonly headers: ResponseHeaders
  readonly body: HttpResponse['body']
  declare readonly trailers?: NonNullable<HttpResponse['trailers']>;
  readonly [extension: symbol]: unknown
  readonly #outgoing: Outgoing
  readonly #head: string
  /** A head with a 1xx does not end the response: what follows must not look like another one. */
  readonly #keepsAlive: boolean
  #headers: ResponseHeaders | null = null

  constructor(outgoing: Outgoing) {
    const { res } = outgoing
    this.#outgoing = outgoing
    this.#head = asOctets(res._header!)
    this.#keepsAlive = res.statusCode >= 200 && !res._last
    this.status = res.statusCode >= 200 && res.statusCode <= 599 ? res.statusCode : UNKNOWN_STATUS
    Object.defineProperty(this, 'headers', HEADERS)
    const isStreamed = res._hasBody && (!outgoing.isEnded || (outgoing.isChunked && res._trailer !== ''))
    this.body = isStreamed ? outgoing : wholeOf(outgoing)
    const { accompanies } = outgoing
    if (isStreamed && outgoing.isChunked)
      this.trailers = accompanies?.trailers ?? (() => Object.fromEntries(trailersOf(outgoing)))
    if (accompanies !== null) copyExtensions(accompanies, this)
  }

  static headersOf(response: NodeResponse): ResponseHeaders {
    response.#headers ??= responseFields(response.#head, response.status)
    return response.#headers
  }

  static writtenHeadOf(response: NodeResponse): NodeHead | undefined {
    // Framing and connection are other ones in HTTP/1.0.
    if (response.#outgoing.res.req.httpVersion === '1.0') return undefined
    const { isChunked } = response.#outgoing
    const asWritten = response.#head
    const keepsAlive = response.#keepsAlive
    const length = lengthOf(response.body)
    if (!isChunked || length === undefined || !asWritten.endsWith(CHUNKED))
      return { text: asWritten, asWritten, contentLength: response.#announcedLength(), isChunked, keepsAlive }
    const text = `${asWritten.slice(0, -CHUNKED.length)}Content-Length: ${length}\r\n\r\n`
    return { text, asWritten, contentLength: length, isChunked: false, keepsAlive }
  }

  #announcedLength(): number | undefined {
    const { statusCode } = this.#outgoing.res
    const hasNothing = statusCode < 200 || statusCode === 205
    // The end of the connection says it as well.
    return announcedLength(this.#head) ?? (hasNothing && !this.#keepsAlive ? 0 : undefined)
  }
}

// The object's own: a copy does not have it.
Object.defineProperty(NodeResponse.prototype, Symbol.for('tsgi.http1-head'), {
  get(this: NodeResponse) {
    return NodeResponse.writtenHeadOf(this)
  },
})

/** Own, so that a copy has it, and made when somebody looks. */
const HEADERS: PropertyDescriptor = {
  enumerable: true,
  configurable: true,
  get(this: NodeResponse) {
    return NodeResponse.headersOf(this)
  },
}

/** Content whose transfer coding the listener has set itself is not there as a whole to it, and has no length. */
function wholeOf(outgoing: Outgoing): HttpResponse['body'] {
  const content = outgoing.whole()
  return outgoing.res._hasBody && isCodedByHand(outgoing) ? once(content ?? '') : content
}

function isCodedByHand({ isChunked, res }: Outgoing): boolean {
  // Node puts its own at the end.
  return isChunked ? !res._header!.endsWith(CHUNKED) : res.hasHeader('transfer-encoding')
}

async function* once(content: string | Uint8Array): AsyncGenerator<string | Uint8Array, void> {
  yield content
}

/** Of octets beyond ASCII in `content-disposition` Node makes a character that it then sends as this octet. */
function asOctets(head: string): string {
  return head.includes('\uFFFD') ? head.replaceAll('\uFFFD', '\u00FD') : head
}

/** Those that a copy would have (SPEC EXT-1). */
function copyExtensions(from: HttpResponse, to: object): void {
  for (const symbol of Object.getOwnPropertySymbols(from))
    Object.defineProperty(to, symbol, { value: from[symbol], enumerable: true })
}

/** `undefined`: it shows only when the content is read. */
function lengthOf(body: HttpResponse['body']): number | undefined {
  if (body === null) return 0
  if (typeof body === 'string') return Buffer.byteLength(body)
  return body instanceof Uint8Array ? body.length : undefined
}

function trailersOf({ res }: Outgoing): Array<[string, string]> {
  return fieldLines(res._trailer).map(([name, value]) => [name.toLowerCase(), value])
}

/** What `content-length` says; most write it in one of two ways. */
function announcedLength(head: string): number | undefined {
  let at = head.indexOf('\r\nContent-Length: ')
  if (at === -1) at = head.indexOf('\r\ncontent-length: ')
  if (at === -1) at = head.search(/\r\ncontent-length: /i)
  return at === -1 ? undefined : Number(head.slice(at + 18, head.indexOf('\r\n', at + 18)))
}
