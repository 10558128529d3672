/*
 * A request as Node's listeners get it: an `IncomingMessage` whose content is that of an `HttpRequest`, pulled when
 * somebody reads.
 */
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { HttpRequest } from '@tsgi/spec'
import { connectionReset } from './connection-reset.ts'
import type { Request } from './internals.ts'
import { setFields } from './message-fields.ts'
import type { Messages } from './messages.ts'
import type { NodeExtension } from './node-extension.ts'

const INCOMING = Symbol('tsgi.incoming')

interface MadeRequest extends Request {
  [INCOMING]: MadeIncoming
  _readableState: { readingMore: boolean; resumeScheduled: boolean }
  client: Socket
}

/** A request that a listener gets. */
export interface Incoming {
  readonly req: Request
  /** The listener has been called. */
  handedOver(): void
  /** Reads on. */
  pull(): void
  /** Nothing moves on the connection. @returns whether somebody does something about it */
  timedOut(socket: Socket): boolean
  /** The response has left. */
  answered(): void
  /** The exchange broke off. */
  lost(reason: unknown): void
}

/**
 * Makes the request of the outermost layer.
 * @param answers whether the listener may have the request of the way in itself
 */
export function firstIncoming(
  request: HttpRequest,
  socket: Socket,
  extension: NodeExtension | undefined,
  answers: boolean,
  messages: Messages,
): Incoming {
  const native = answers ? extension?.message?.(request) : undefined
  if (native !== undefined) return new NativeIncoming(native)
  const incoming = new MadeIncoming(request, socket, extension, messages)
  extension?.passOn?.(incoming.req)
  return incoming
}

/** A request that a server of Node has made, which knows by itself how it fares. */
export class NativeIncoming implements Incoming {
  readonly req: Request

  constructor(req: IncomingMessage) {
    this.req = req as Request
  }

  timedOut(): boolean {
    return !this.req.complete && this.req.listenerCount('timeout') > 0
  }

  handedOver(): void {}
  pull(): void {}
  answered(): void {}
  lost(): void {}
}

/** A request made of one of TSGI, and its content on the way to the listener. */
export class MadeIncoming implements Incoming {
  readonly req: Request
  readonly #body: HttpRequest['body']
  #chunks: AsyncIterator<Uint8Array> | null = null
  #isPulling = false
  #isComplete = false

  constructor(
    request: HttpRequest,
    socket: Socket,
    extension: NodeExtension | undefined,
    messages: Messages,
  ) {
    const req = messages.request(socket) as MadeRequest
    this.req = req
    this.#body = request.body
    req[INCOMING] = this
    req._read = read
    req.upgrade = false
    describe(req, request, extension)
  }

  /** That nothing follows a head is told when the listener was called, as Node does. */
  handedOver(): void {
    if (this.#body !== null) return
    this.req.complete = true
    // Else it is told when somebody asks.
    if (this.req._consuming) this.#complete()
  }

  pull(): void {
    if (this.#isPulling || this.#isComplete) return
    if (this.#body === null) return this.req.complete ? this.#complete() : undefined
    this.#isPulling = true
    this.#chunks ??= this.#body[Symbol.asyncIterator]()
    this.#chunks.next().then(
      ({ done, value }) => {
        this.#isPulling = false
        if (done === true) this.#complete()
        else this.req.push(value)
      },
      (error: unknown) => this.#fail(error),
    )
  }

  timedOut(socket: Socket): boolean {
    return !this.req.complete && this.req.emit('timeout', socket)
  }

  /** Content that nobody began to read is not read any more. */
  answered(): void {
    const req = this.req as MadeRequest
    if (req._consuming || req._readableState.resumeScheduled) return
    req.complete = true
    // Nobody would notice.
    if (req.listenerCount('end') + req.listenerCount('close') === 0) return
    this.#complete()
    req._dump()
  }

  lost(reason: unknown): void {
    if (!this.req.destroyed) this.req.destroy(reason as Error)
    // Whoever waits for content that will not come: nothing is left to read.
    if (this.#chunks !== null && !this.#isComplete) this.#chunks.return?.().catch(() => {})
  }

  #complete(): void {
    if (this.#isComplete) return
    this.#isComplete = true
    this.req.complete = true
    this.req.push(null)
  }

  #fail(error: unknown): void {
    this.#isComplete = true
    failReading(this.req, error)
  }
}

/**
 * Content fails while it is read. An answer may still be given: unlike a client that leaves, this is no reason to destroy the
 * connection.
 */
export function failReading(req: Request, error: unknown): void {
  if (req.destroyed) return
  // Only a client that left is told as one: who reads what is refused shall find the error that says so, and who waits for
  // the end of such a request shall not have to wait for that of the connection.
  const hasLeft = error instanceof Error && error.name === 'AbortError'
  req._destroy = (reason, destroyed) => {
    req.aborted = hasLeft
    req.complete = !hasLeft
    if (hasLeft) req.emit('aborted')
    process.nextTick(destroyed, req.listenerCount('error') === 0 ? null : reason)
  }
  if (hasLeft) req.destroy(connectionReset(error))
  else req.destroy(error instanceof Error ? error : new Error(String(error)))
}

/** Tells a listener's request what a request says, whatever it told before. */
export function describe(req: Request, request: HttpRequest, extension: NodeExtension | undefined): void {
  const { method, httpVersion } = request
  req.method = method
  req.url = extension?.target?.(request) ?? targetOf(request)
  req.httpVersion = httpVersion
  req.httpVersionMajor = Number(httpVersion.charAt(0))
  req.httpVersionMinor = Number(httpVersion.charAt(2))
  setFields(req, request, extension)
}

/** The target below the mount: Node's listeners expect a path to have its slash. */
function targetOf({ path, query }: HttpRequest): string {
  const target = path === '' ? '/' : path
  return query === '' ? target : `${target}?${query}`
}

/** As Node's own, but for whom it asks. */
function read(this: MadeRequest): void {
  if (!this._consuming) {
    this._readableState.readingMore = false
    this._consuming = true
  }
  this[INCOMING].pull()
}
