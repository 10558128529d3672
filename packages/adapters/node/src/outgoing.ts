/*
 * What a listener writes, taken from a `ServerResponse` of Node below its public methods: Node checks and serialises the
 * head, keeps its states and makes its errors; where it would send, it sends here.
 *
 * The functions that do so are the object's own properties, since Express gives responses another prototype. They call
 * what they replace through the prototype, so that what others have put there is called as well.
 */
import { ServerResponse } from 'node:http'
import type { HttpResponse, ResponseHeaders } from '@tsgi/spec'
import type { Piece, Response, Written } from './internals.ts'
import { Pieces } from './pieces.ts'
import { responseFields } from './written-head.ts'

/** Told of what a listener does with its response. */
export interface OutgoingOwner {
  /** The head is fixed; content may follow in the same call. */
  headFixed(): void
  /** The response is there as a whole. */
  ended(): void
  /** Nobody wants the rest of the content. */
  dropped(): void
  /** A 1xx is to be sent. */
  informational(status: number, headers: ResponseHeaders): void
  /** An error of which nobody else hears, such as that of a write after the end. */
  unheard(error: unknown): void
}

/** States of a response that has more than one (two-faces.ts). */
interface Faces {
  /** Runs what reads or changes the state that is meant here. */
  outside<T>(run: () => T): T
}

type HeadArguments = Parameters<Response['_storeHeader']>
type Step = IteratorResult<Piece>

const OUTGOING = Symbol('tsgi.outgoing')
const END: Step = Object.freeze({ done: true, value: undefined })

/** Pieces up to this size together are passed on as one. */
const JOINED_BYTES = 65_536

const native = ServerResponse.prototype as unknown as Response

interface TakenResponse extends Response {
  [OUTGOING]: Outgoing
}

/** Content on its way from a listener to whoever iterates, at the pace of the latter. */
export class Outgoing implements AsyncIterableIterator<Piece> {
  /** Whether the head is fixed. */
  isHeadFixed = false
  /** Whether Node would send the content in chunks. */
  isChunked = false
  /** Whether the response is there as a whole. */
  isEnded = false
  /** A response whose extensions and trailers go with what is written; `null`: none. */
  accompanies: HttpResponse | null = null
  /** The states of the response; `null`: there is one. */
  faces: Faces | null = null
  readonly res: Response
  readonly #owner: OutgoingOwner
  readonly #pieces = new Pieces()
  #isEnding = false
  #isDiscarding = false
  #failure: { readonly error: unknown } | null = null
  /** Emits 'finish'. */
  #finish: Written | null = null
  #reader: { resolve(step: Step): void; reject(error: unknown): void } | null = null

  /** Takes what is written to a response from now on. */
  constructor(res: Response, owner: OutgoingOwner) {
    this.res = res
    this.#owner = owner
    const taken = res as TakenResponse
    taken[OUTGOING] = this
    taken._storeHeader = storeHeader
    taken._send = send
    taken._writeRaw = writeRaw
    taken.end = end
  }

  /** All content; only when the response has ended and nothing was read. `null`: there is none. */
  whole(): Piece | null {
    const content = this.#pieces.take(Infinity)
    return content === null || content.length === 0 ? null : content
  }

  /** Everything has left, or nobody will know better: calls back, and emits 'finish'. */
  finish(): void {
    const finish = this.#finish
    this.#finish = null
    const areAwaited = this.#pieces.areAwaited
    this.#release()
    this.#pieces.drop()
    // Who waits for a piece hears of it first.
    if (areAwaited && finish !== null) process.nextTick(finish)
    else finish?.()
  }

  /** Nothing follows what was written. */
  fail(error: unknown): void {
    if (this.#failure !== null) return
    this.#failure = { error }
    this.#isDiscarding = true
    this.#reader?.reject(error)
    this.#reader = null
    this.#pieces.fail(error)
  }

  /** Takes and throws away what is still written. */
  discard(): void {
    this.#isDiscarding = true
    this.#madeRoom(this.#pieces.drop())
  }

  // For whoever iterates

  [Symbol.asyncIterator](): this {
    return this
  }

  /** What is there already, for whoever sends it in the same tick, as Node would; `null`: nothing. */
  begun(): Piece | null {
    this.#release()
    return this.#pieces.take(JOINED_BYTES)
  }

  next(): Promise<Step> {
    const value = this.begun()
    if (value !== null) return Promise.resolve({ done: false, value })
    if (this.#failure !== null) return Promise.reject(this.#failure.error)
    if (this.isEnded || this.#isDiscarding) return Promise.resolve(END)
    return new Promise((resolve, reject) => (this.#reader = { resolve, reject }))
  }

  return(): Promise<Step> {
    this.#reader?.resolve(END)
    this.#reader = null
    this.#owner.dropped()
    return Promise.resolve(END)
  }

  // For the response

  storeHeader(firstLine: HeadArguments[0], headers: HeadArguments[1]): void {
    const { res } = this
    native._storeHeader.call(res, firstLine, headers)
    this.isHeadFixed = true
    this.isChunked = res.chunkedEncoding
    // Framing is the way in's: pieces come here as they are.
    res.chunkedEncoding = false
    // Else the response is about to be there as a whole.
    if (!this.#isEnding) this.#owner.headFixed()
  }

  send(data: Piece, encoding?: BufferEncoding | null, callback?: Written | null): boolean {
    // At the end Node hands over what emits 'finish', with the last piece or, before Node 24.21, with nothing.
    const isFinish = this.#isEnding && callback
    if (isFinish) this.#finish = callback
    if (isFinish && data === '') return true
    const written = isFinish ? null : callback
    if (this.#isDiscarding) {
      if (written) process.nextTick(written, this.#failure?.error)
      return this.#failure === null
    }
    this.#pieces.push(data, encoding, written)
    this.res.outputSize += data.length
    this.#wake()
    return this.res.outputSize < this.res.writableHighWaterMark
  }

  end(args: readonly unknown[]): void {
    const { res, isEnded: wasEnded } = this
    const { end: inherited } = Object.getPrototypeOf(res) as Response
    this.#isEnding = true
    // What is written from now on leads to errors.
    if (!Object.hasOwn(res, 'emit')) res.emit = emit as Response['emit']
    Reflect.apply(inherited, res, args)
    this.isEnded = res.writableEnded
    if (wasEnded || !this.isEnded) return
    if (res.socket !== null) res._finish()
    this.#wake()
    this.#owner.ended()
  }

  unheard(error: unknown): void {
    this.#owner.unheard(error)
  }

  informational(text: string): void {
    const status = Number(text.slice('HTTP/1.1 '.length, 'HTTP/1.1 100'.length))
    this.#owner.informational(status, responseFields(text, status))
  }

  /** What was passed on has been taken. */
  #release(): void {
    const size = this.#pieces.release()
    if (size > 0 || this.faces !== null) this.#madeRoom(size)
  }

  #madeRoom(size: number): void {
    if (this.faces === null) madeRoom(this.res, size)
    else this.faces.outside(() => madeRoom(this.res, size))
  }

  #wake(): void {
    const reader = this.#reader
    if (reader === null) return
    const value = this.#pieces.take(JOINED_BYTES)
    if (value === null && !this.isEnded) return
    this.#reader = null
    reader.resolve(value === null ? END : { done: false, value })
  }
}

// The extension that exchanges look for.
Object.defineProperty(Outgoing.prototype, Symbol.for('tsgi.begun'), {
  value(this: Outgoing): Piece | null {
    return this.begun()
  },
})

/** Emits 'drain' in Node's own way when it was waited for. */
function madeRoom(res: Response, size: number): void {
  res.outputSize -= size
  if (!res.writableNeedDrain || res.outputSize >= res.writableHighWaterMark) return
  res._flushOutput = () => true
  res._flush()
}

/** What takes the content of a response already; `undefined`: nothing. */
export function outgoingOf(res: Response): Outgoing | undefined {
  return (res as Partial<TakenResponse>)[OUTGOING]
}

/** Methods by which responses are written, `end` apart. */
const WRITING = ['write', 'writeHead', 'flushHeaders', 'setHeader'] as const

/** Whether somebody has replaced methods by which responses are written. */
export function isWrapped(res: Response): boolean {
  return res.end !== (end as unknown) || WRITING.some((method) => res[method] !== native[method])
}

// What a response calls, with the response, or an object derived from it, as `this`

function storeHeader(this: TakenResponse, firstLine: HeadArguments[0], headers: HeadArguments[1]): void {
  this[OUTGOING].storeHeader(firstLine, headers)
}

function send(
  this: TakenResponse,
  data: Piece,
  encoding?: BufferEncoding | null,
  callback?: Written | null,
): boolean {
  return this[OUTGOING].send(data, encoding, callback)
}

function end(this: TakenResponse, ...args: unknown[]): TakenResponse {
  this[OUTGOING].end(args)
  return this
}

/** An error without a listener would end the process. */
function emit(this: TakenResponse, event: string, ...args: unknown[]): boolean {
  const { res } = this[OUTGOING]
  if (event === 'error' && res.listenerCount('error') === 0) {
    this[OUTGOING].unheard(args[0])
    return false
  }
  const { emit: inherited } = Object.getPrototypeOf(res) as Response
  return inherited.call(res, event, ...args)
}

/** Of Node's own methods, those for informational responses call it, with a whole head. */
function writeRaw(
  this: TakenResponse,
  data: Piece,
  encoding?: BufferEncoding | Written | null,
  callback?: Written | null,
): boolean {
  this[OUTGOING].informational(String(data))
  const written = typeof encoding === 'function' ? encoding : callback
  if (written) process.nextTick(written)
  return true
}
