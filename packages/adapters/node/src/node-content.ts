import type { IncomingMessage } from 'node:http'
import { ExchangeAborted, IncomingBody } from '@tsgi/exchange'
import type { BodySource } from '@tsgi/exchange'
import type { HttpRequest, RequestHeaders } from '@tsgi/spec'
import { contentAgain, parsedContent } from './parsed-content.ts'
import { placeOfContent } from './replace-content.ts'
import type { ContentPlace } from './replace-content.ts'

/** So much waits for the application before the client has to. */
const BACKLOG_BYTES = 65_536

/**
 * The content of a request of Node, and its fields. What somebody has read already is made again of what he has left.
 * @param begin called when somebody begins to read: the client may be waiting for 100
 */
export function nodeContent(
  req: IncomingMessage,
  headers: RequestHeaders,
  begin: () => void,
): Pick<HttpRequest, 'body' | 'headers'> {
  if (!req.readableEnded) return { headers, body: new NodeContent(req, begin).body.content }
  const parsed = parsedContent(req)
  return parsed === undefined ? { headers, body: readBefore() } : contentAgain(headers, parsed)
}

/** Fails as any second reading does (SPEC BODY-3), once somebody reads. */
async function* readBefore(): AsyncGenerator<Uint8Array, void> {
  yield await Promise.reject(new TypeError('The content was read before, and nothing was left of it'))
}

/** Feeds the content of a request of Node to an application, at its pace. */
class NodeContent implements BodySource {
  readonly body: IncomingBody
  readonly #req: IncomingMessage
  readonly #place: ContentPlace
  readonly #begin: () => void
  #hasBegun = false

  /** @param begin called when somebody begins to read: the client may be waiting for 100 */
  constructor(req: IncomingMessage, begin: () => void) {
    this.#req = req
    this.#place = placeOfContent(req)
    this.#begin = begin
    this.body = new IncomingBody(this)
  }

  pull(): void {
    if (this.#hasBegun) return void this.#place.stream.resume()
    this.#hasBegun = true
    const req = this.#req
    const lost = (): void => this.body.fail(new ExchangeAborted('CLIENT_LEFT', 'The client left'))
    if (req.destroyed || req.aborted) return lost()
    const { stream } = this.#place
    stream.on('data', (chunk: Uint8Array) => this.#push(chunk))
    stream.on('end', () => this.body.end())
    req.on('error', lost)
    req.on('aborted', lost)
    req.on('close', lost)
    this.#begin()
  }

  /** Node reads on to the end by itself when the response has left. */
  leave(): void {
    this.#place.stream.resume()
  }

  #push(chunk: Uint8Array): void {
    if (chunk.length === 0) return
    // Not a Buffer, which prints and slices differently.
    this.body.push(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length))
    if (this.body.backlog >= BACKLOG_BYTES) this.#place.stream.pause()
  }
}
