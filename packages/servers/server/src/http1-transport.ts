/*
 * The writing half of a connection: what an exchange says, as HTTP/1.1 (RFC 9112 §4, §6, §7). One for all exchanges of
 * a connection; `begin` starts the next one.
 */
import type { ResponseHead, Transport } from '@tsgi/exchange'
import { currentDate } from '@tsgi/fields/current-date'
import { formatChunkHead, formatInformationalHead, formatLastChunk, formatResponseHead } from '@tsgi/http1'
import type { RequestHead } from '@tsgi/http1'
import { splitList } from '@tsgi/fields/list'
import type { Counters, Output } from '@tsgi/listeners'
import type { Awaitable, ByteDuplex, ResponseHeaders } from '@tsgi/spec'
import type { NodeRequest } from './node-request.ts'

/** What the transport needs of its connection. */
export interface TransportOwner {
  /** Whether the connection can carry another request after this answer. */
  canPersist(): boolean
  /** The exchange is over. */
  finished(): void
  /** Destroys the connection; `isDelimited`: the client knows where the content should have ended. */
  cut(isDelimited: boolean): void
  /** Gives the socket up for another protocol. */
  switchProtocols(head: string): ByteDuplex
  /** Gives the socket up as it is. */
  rawConnection(): unknown
  /** Tells what is below a request. */
  nodeRequest(head: RequestHead): NodeRequest
}

/** Writes the responses of one connection. */
export class Http1Transport implements Transport {
  /** Whether a final response was begun for the present request. */
  hasResponded = false
  /** Whether the connection stays open after the present response. */
  persists = true

  readonly #owner: TransportOwner
  readonly #output: Output
  readonly #counters: Counters
  #request: RequestHead | null = null
  /** Whether the client speaks HTTP/1.0. */
  #isOld = false
  #isChunked = false
  /** Whether the present response was sent to its end, or the connection given away. */
  #isWhole = false
  #isDelimited = true

  constructor(owner: TransportOwner, output: Output, counters: Counters) {
    this.#owner = owner
    this.#output = output
    this.#counters = counters
  }

  /** Starts on the response to a request; `null`: it could not be read. */
  begin(request: RequestHead | null): void {
    this.#request = request
    this.#isOld = request?.httpVersion === '1.0'
    this.hasResponded = false
    this.persists = true
    this.#isChunked = false
    this.#isWhole = false
  }

  get takesTrailers(): boolean {
    const te = this.#request?.headers['te']
    return (
      te !== undefined &&
      !this.#isOld &&
      (splitList(te) ?? []).some((coding) => coding.toLowerCase() === 'trailers')
    )
  }

  sendWhole(head: ResponseHead, content: string | Uint8Array | null): void {
    this.#isWhole = true
    this.#output.octets(this.#head(head, false))
    if (content !== null) this.#output.content(content, head.contentLength!)
    this.#output.flush()
  }

  sendHead(head: ResponseHead, chunk: string | Uint8Array, size: number): Awaitable<void> {
    // Without a length HTTP/1.0 has only one way to tell where the content ends: the end of the connection.
    this.#isChunked = head.contentLength === undefined && !this.#isOld
    this.#output.octets(this.#head(head, this.#isChunked))
    return this.sendChunk(chunk, size)
  }

  sendChunk(chunk: string | Uint8Array, size: number): Awaitable<void> {
    // A chunk of no octets would be the last one.
    if (size > 0) this.#content(chunk, size)
    this.#output.flushSoon()
    return this.#output.drained()
  }

  sendEnd(trailers: Readonly<Record<string, string>> | null): void {
    this.#isWhole = true
    if (this.#isChunked) this.#output.octets(formatLastChunk(trailers))
    this.#output.flush()
  }

  sendInformational(status: number, headers: ResponseHeaders): void {
    this.#counters.responseBegun(status)
    this.#output.octets(formatInformationalHead(status, headers))
    this.#output.flush()
  }

  switchProtocols(headers: ResponseHeaders): ByteDuplex {
    this.#gaveAway()
    return this.#owner.switchProtocols(formatInformationalHead(101, headers))
  }

  rawConnection(): unknown {
    this.#gaveAway()
    return this.#owner.rawConnection()
  }

  /** When it says of the content and of the connection what would be said here. */
  takesWritten({ status, contentLength, written }: ResponseHead, isStreamed: boolean): boolean {
    const chunked = isStreamed && contentLength === undefined && !this.#isOld
    const mayPersist = this.#owner.canPersist() && this.#delimits(status, contentLength, chunked)
    return (
      written!.isChunked === chunked &&
      written!.contentLength === contentLength &&
      (mayPersist || !written!.keepsAlive)
    )
  }

  nodeRequest(): NodeRequest | undefined {
    return this.#request === null ? undefined : this.#owner.nodeRequest(this.#request)
  }

  flushed(): Awaitable<void> {
    return this.#output.flushed()
  }

  cut(): void {
    this.#output.release()
    this.#owner.cut(this.#isDelimited)
  }

  finished(): void {
    // What an idle connection does not need is not kept.
    this.#request = null
    this.#counters.requestOver(this.#isWhole)
    this.#owner.finished()
  }

  #gaveAway(): void {
    this.hasResponded = true
    this.#isWhole = true
    this.#counters.responseBegun(101)
  }

  #content(chunk: string | Uint8Array, size: number): void {
    if (this.#isChunked) this.#output.octets(formatChunkHead(size))
    this.#output.content(chunk, size)
    if (this.#isChunked) this.#output.octets('\r\n')
  }

  #head({ status, headers, contentLength, written }: ResponseHead, chunked: boolean): string {
    this.#isDelimited = this.#delimits(status, contentLength, chunked)
    this.hasResponded = true
    this.#counters.responseBegun(status)
    this.persists = this.#owner.canPersist() && this.#isDelimited && written?.keepsAlive !== false
    if (written !== undefined) return written.text
    const connection = this.persists ? (this.#isOld ? 'keep-alive' : '') : 'close'
    return formatResponseHead(status, headers, { contentLength, chunked, connection, date: currentDate() })
  }

  /** Whether the client can tell where the content ends. */
  #delimits(status: number, contentLength: number | undefined, chunked: boolean): boolean {
    const hasNoContent = status === 204 || status === 304 || this.#request?.method === 'HEAD'
    return contentLength !== undefined || chunked || hasNoContent
  }
}
