/*
 * One exchange as a listener of Node sees it, from the request to the events at its end:
 *
 *   calling ── head fixed ──► answering ── the exchange is over ──► over       'finish', 'close'
 *      └──────── the connection is lost, or the listener fails ──► over       'aborted', 'close'
 *
 * The response is returned as soon as its head is fixed: at once when the listener does so at once, as a whole when the
 * listener ends it in the same tick, else as a stream.
 */
import { ServerResponse } from 'node:http'
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { Awaitable, HttpRequest, HttpResponse, Outcome, ResponseHeaders } from '@tsgi/spec'
import { connectionReset } from './connection-reset.ts'
import { stopWatching, watchConnection } from './connection-watch.ts'
import type { Watcher } from './connection-watch.ts'
import { MadeIncoming, firstIncoming } from './incoming.ts'
import type { Incoming } from './incoming.ts'
import type { Request, Response } from './internals.ts'
import { makeResponse, nativeMessages } from './messages.ts'
import type { Messages } from './messages.ts'
import { nodeExtension } from './node-extension.ts'
import { NodeResponse } from './node-response.ts'
import { Outgoing } from './outgoing.ts'
import type { OutgoingOwner } from './outgoing.ts'
import { passOn, retell, sharedRequest } from './shared-request.ts'
import { socketFor } from './socket-face.ts'
import { StandInSocket } from './stand-in-socket.ts'

/** Makes a request and a response of Node, and a response of TSGI out of what is done with them. */
export class Bridge implements OutgoingOwner, Watcher {
  readonly req: Request
  readonly res: Response
  readonly incoming: Incoming
  readonly #request: HttpRequest
  readonly #socket: Socket
  /** Whether the request of Node is of this layer, not of one further out. */
  readonly #ownsRequest: boolean
  readonly #retellOuter: () => void
  readonly #outgoing: Outgoing
  #replacement: HttpResponse | null = null
  #error: unknown = undefined
  #waiting: { resolve(response: HttpResponse): void; reject(error: unknown): void } | null = null
  /** Called when the signal aborts; `null`: nobody listens to it. */
  #leave: (() => void) | null = null
  /** Whether the exchange is over, while the listener may still be at work. */
  #isSent = false
  #isOver = false
  #isDropped = false

  /**
   * @param answers whether what is called answers for good, and may have the request of the way in itself
   * @param messages makes what it gets
   */
  constructor(request: HttpRequest, answers: boolean, messages: Messages = nativeMessages) {
    const extension = nodeExtension(request)
    const outer = sharedRequest(request)
    const socket = socketFor(extension?.socket ?? outer?.incoming.req.socket ?? standIn(request), request)
    this.#request = request
    this.#socket = socket
    // Content that was replaced needs a stream of its own.
    this.#ownsRequest = outer === undefined || outer.request.body !== request.body
    if (outer === undefined) this.incoming = firstIncoming(request, socket, extension, answers, messages)
    else if (!this.#ownsRequest) this.incoming = outer.incoming
    else {
      this.incoming = new MadeIncoming(request, socket, extension, messages)
      passOn(outer.incoming.req, this.incoming.req)
    }
    this.req = this.incoming.req
    this.#retellOuter = this.#ownsRequest ? nothing : retell(this.req, outer!.request, request, socket)
    this.res = makeResponse(messages, this.req, socket, extension?.keepAliveMs)
    this.#outgoing = new Outgoing(this.res, this)
  }

  /** Calls a listener. @returns the response, at once when the listener answers at once */
  run(listener: (req: IncomingMessage, res: ServerResponse) => unknown): Awaitable<HttpResponse> {
    try {
      const returned = listener(this.req, this.res)
      if (isThenable(returned)) returned.then(undefined, (error: unknown) => this.failed(error))
    } catch (error) {
      if (!this.#outgoing.isEnded) {
        this.#end(error, false)
        throw error
      }
      this.failed(error)
    }
    if (this.#ownsRequest) this.incoming.handedOver()
    if (this.#replacement !== null) return this.#replaced(this.#replacement)
    if (this.#isOver && !this.#outgoing.isEnded) throw this.#error
    if (this.#outgoing.isEnded) return this.#response()
    this.#watch()
    if (this.#outgoing.isHeadFixed) return this.#response()
    return new Promise((resolve, reject) => (this.#waiting = { resolve, reject }))
  }

  /** The listener has failed: an error before the head, a broken answer after it, a report when it was complete. */
  failed(fault: unknown): void {
    if (!this.#outgoing.isEnded && !this.#isOver) return this.#end(fault, false)
    this.#request.exchange.waitUntil(Promise.reject(fault))
  }

  /** What the response carries besides what is written: extensions, and trailers. */
  accompany(response: HttpResponse): void {
    this.#outgoing.accompanies = response
  }

  /** Another response takes the place of what might be written. */
  replace(response: HttpResponse): void {
    this.#replacement = response
    this.#waiting?.resolve(this.#replaced(response))
    this.#waiting = null
  }

  #replaced(response: HttpResponse): HttpResponse {
    this.#request.exchange.onFinish(({ aborted }) => {
      if (!aborted) this.#tellOf(response)
      this.#sent({ aborted })
    })
    return response
  }

  /** Who looks at `res` at its end finds what was sent. */
  #tellOf({ status, headers }: HttpResponse): void {
    const { res } = this
    if (res.writableEnded) return
    this.#outgoing.discard()
    if (!res.headersSent && res.listenerCount('finish') > 0) {
      res.statusCode = status
      for (const name in headers) res.setHeader(name, headers[name] as string)
    }
    endNatively(res)
  }

  // What the response tells

  headFixed(): void {
    // When the listener ends it in the same call, it is there as a whole.
    if (this.#waiting !== null) queueMicrotask(() => this.#respond())
  }

  ended(): void {
    this.#respond()
    if (this.#isSent) process.nextTick(finish, this)
  }

  /** Nobody wants the content: whether because the client has left shows when the exchange is over. */
  dropped(): void {
    if (this.#isOver || this.#outgoing.isEnded) return
    this.#isDropped = true
    this.#outgoing.discard()
  }

  informational(status: number, headers: ResponseHeaders): void {
    // The way in sends it when content is asked for.
    if (status === 100) return this.incoming.pull()
    this.#request.exchange.inform?.(status, headers)
  }

  unheard(fault: unknown): void {
    this.#request.exchange.waitUntil(Promise.reject(fault))
  }

  // What the connection tells

  connectionLost(): void {
    this.#end(connectionReset(), true)
  }

  clientEnded(): void {
    // Its 'close' follows, which is all that others on the socket are to hear of it.
    if (this.#request.exchange.signal.aborted) this.#socket.destroy()
  }

  timedOut(): boolean {
    const isHandled = this.incoming.timedOut(this.#socket)
    return this.res.emit('timeout', this.#socket) || isHandled
  }

  #watch(): void {
    const { exchange } = this.#request
    watchConnection(this.#socket, this)
    // A socket that is real tells when the client leaves; a signal of middleware tells more.
    const isReal = !(this.#socket instanceof StandInSocket)
    if (isReal && !Object.hasOwn(exchange, 'signal')) return
    const { signal } = exchange
    // The connection may stay, for another answer: only where there is no socket does the signal alone tell that it is gone.
    this.#leave = () => this.#end(connectionReset(), !isReal)
    signal.addEventListener('abort', this.#leave, { once: true })
    if (signal.aborted) queueMicrotask(this.#leave)
  }

  #stopWatching(): void {
    stopWatching(this.#socket, this)
    if (this.#leave !== null) this.#request.exchange.signal.removeEventListener('abort', this.#leave)
  }

  // The response and its end

  #respond(): void {
    const waiting = this.#waiting
    this.#waiting = null
    waiting?.resolve(this.#response())
  }

  #response(): HttpResponse {
    this.#request.exchange.onFinish((outcome) => this.#sent(outcome))
    const { faces } = this.#outgoing
    if (faces === null) return new NodeResponse(this.#outgoing)
    return faces.outside(() => new NodeResponse(this.#outgoing))
  }

  #sent({ aborted }: Pick<Outcome, 'aborted'>): void {
    if (aborted) return this.connectionLost()
    this.#isSent = true
    // Whoever writes it is told that all is done.
    if (this.#isDropped && !this.res.writableEnded) {
      this.res.destroyed = true
      endNatively(this.res)
    }
    if (this.#outgoing.isEnded || this.res.writableEnded) process.nextTick(finish, this)
  }

  /** The events of a response that has left, in Node's order. */
  finish(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#stopWatching()
    if (this.#ownsRequest) this.incoming.answered()
    this.#retellOuter()
    this.res.socket = null
    this.#outgoing.finish()
    if (this.res.listenerCount('close') === 0) this.#close()
    else process.nextTick(() => this.#close())
  }

  /** The events of an exchange that broke off, in Node's order. */
  #end(error: unknown, isLost: boolean): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#error = error
    this.#stopWatching()
    const waiting = this.#waiting
    this.#waiting = null
    this.#outgoing.fail(error)
    if (this.#ownsRequest) this.#endRequest(error, isLost)
    this.#retellOuter()
    this.#close()
    if (waiting === null) return
    // What was written before is still told: whoever reads it sees that more is missing.
    if (this.#outgoing.isHeadFixed) waiting.resolve(this.#response())
    else waiting.reject(error)
  }

  /** When it is only the listener that has failed, an answer is still given, on a connection that is to stay. */
  #endRequest(error: unknown, isLost: boolean): void {
    if (isLost) return this.incoming.lost(error)
    this.#request.exchange.onFinish(({ aborted }) => {
      if (aborted) this.incoming.lost(error)
      else this.incoming.answered()
    })
  }

  #close(): void {
    const { res } = this
    if (res._closed) return
    res.destroyed = true
    res._closed = true
    res.emit('close')
    // Others on it may still have to hear of their ends.
    if (this.#ownsRequest && this.#socket instanceof StandInSocket)
      setImmediate((socket) => socket.destroy(), this.#socket)
  }
}

function finish(bridge: Bridge): void {
  bridge.finish()
}

const NATIVE = ServerResponse.prototype as unknown as { end(this: Response): void }

/** Without the methods that others have put on it. */
function endNatively(res: Response): void {
  NATIVE.end.call(res)
}

function nothing(): void {}

function standIn(request: HttpRequest): Socket {
  return new StandInSocket(request) as unknown as Socket
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}
