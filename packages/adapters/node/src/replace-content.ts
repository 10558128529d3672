/*
 * Middleware may derive a request with other content: counted, limited, decompressed. What comes next in a stack of Node
 * reads `req`, an object that cannot be exchanged. So it changes sides: what the client sends goes on to a stream behind it,
 * with all that has come already, and `req` gives the derived content.
 */
import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import type { ReadableOptions } from 'node:stream'
import type { HttpRequest } from '@tsgi/spec'
import { failReading } from './incoming.ts'
import type { Request } from './internals.ts'

const PLACE = Symbol('tsgi.content-place')

/** Properties of a request that are about the place of its content, and nothing to another request. */
export const CONTENT_PROPERTIES: ReadonlySet<PropertyKey> = new Set([PLACE, 'push'])

/** Where one content of a request is to be read: in the request, until another one takes its place there. */
export interface ContentPlace {
  stream: Readable
}

interface Insides {
  _readableState: unknown
  _read: (size: number) => void
  [PLACE]?: ContentPlace
}

/** The place of the content that a request gives at present. */
export function placeOfContent(req: IncomingMessage): ContentPlace {
  return (insides(req)[PLACE] ??= { stream: req })
}

/** Lets a request of Node give other content. Who reads what it gave before goes on with that. */
export function replaceContent(req: IncomingMessage, body: HttpRequest['body']): void {
  // One that was read to its end is destroyed as well, and can be read again.
  if (req.destroyed && !req.readableEnded) return
  moveBehind(req)
  const feed = new Feed(req, body)
  insides(req)._read = () => feed.pull()
}

/** Gives the present content, and its readers, to another stream, and leaves the request as one of which nobody has read. */
function moveBehind(req: IncomingMessage): void {
  const of = insides(req)
  const place = placeOfContent(req)
  const readOn = of._read
  const { readableHighWaterMark: highWaterMark } = req
  const behind = new Readable({ autoDestroy: false, highWaterMark, read: (size) => readOn.call(of, size) })
  insides(behind)._readableState = of._readableState
  for (const event of ['data', 'end', 'readable'])
    for (const listener of req.rawListeners(event)) {
      req.removeListener(event, listener as () => void)
      behind.on(event, listener as () => void)
    }
  initialize.call(req, { autoDestroy: false, highWaterMark })
  place.stream = behind
  of[PLACE] = { stream: req }
  // Whoever made the request pushes what the client sends.
  if (!Object.hasOwn(req, 'push'))
    req.push = (chunk: unknown, encoding?: BufferEncoding) => behind.push(chunk, encoding)
}

const initialize = Readable as unknown as (this: Readable, options: ReadableOptions) => void

function insides(stream: Readable): Insides {
  return stream as unknown as Insides
}

/** Pulls derived content when somebody reads. */
class Feed {
  readonly #req: IncomingMessage
  readonly #place: ContentPlace
  readonly #body: HttpRequest['body']
  #chunks: AsyncIterator<Uint8Array> | null = null
  #isPulling = false
  #isOver = false

  constructor(req: IncomingMessage, body: HttpRequest['body']) {
    this.#req = req
    this.#place = placeOfContent(req)
    this.#body = body
    req.once('close', () => this.#leave())
    // Streams do so by themselves, but a request destroyed before the client's content is complete counts as aborted.
    req.once('end', () => req.complete && req.destroy())
  }

  pull(): void {
    if (this.#isPulling || this.#isOver) return
    if (this.#body === null) return this.#end()
    this.#isPulling = true
    this.#chunks ??= this.#body[Symbol.asyncIterator]()
    this.#chunks.next().then(
      ({ done, value }) => {
        this.#isPulling = false
        if (done === true) this.#end()
        else this.#push(value)
      },
      (error: unknown) => {
        this.#isOver = true
        failReading(this.#req as Request, error)
      },
    )
  }

  #end(): void {
    this.#isOver = true
    this.#push(null)
  }

  /** By the method of all streams: the request's own is for what the client sends. */
  #push(chunk: Uint8Array | null): void {
    if (!this.#req.destroyed) Readable.prototype.push.call(this.#place.stream, chunk)
  }

  #leave(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#chunks?.return?.().catch(() => {})
  }
}
