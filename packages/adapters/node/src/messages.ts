/*
 * Requests and responses of Node, as they are or with prototypes that a framework wants them to have. Frameworks exchange the
 * prototypes of each message, which takes V8 some two microseconds; a message that was made with the right one from the
 * start is left as it is.
 */
import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import type { Request, Response } from './internals.ts'

/** What a framework lets the messages inherit from: objects that inherit from the prototypes of Node's own. */
export interface MessagePrototypes {
  /** Inherits from `IncomingMessage.prototype`. */
  readonly request: object
  /** Inherits from `ServerResponse.prototype`. */
  readonly response: object
}

/** As Node itself gives them. */
interface ResponseOptions {
  readonly highWaterMark: number
}

/** Makes the messages that a listener gets. */
export interface Messages {
  request(socket: Socket): Request
  response(req: Request, options: ResponseOptions): Response
}

type MakeRequest = new (socket: Socket) => Request
type MakeResponse = new (req: Request, options: ResponseOptions) => Response

const NativeRequest = IncomingMessage as unknown as MakeRequest
const NativeResponse = ServerResponse as unknown as MakeResponse

/** Those of Node. */
export const nativeMessages: Messages = {
  request: (socket) => new NativeRequest(socket),
  response: (req, options) => new NativeResponse(req, options),
}

/** Those of Node with other prototypes. */
export class InheritingMessages implements Messages {
  readonly #prototypes: MessagePrototypes
  #request: object | null = null
  #response: object | null = null
  #MakeRequest: MakeRequest = NativeRequest
  #MakeResponse: MakeResponse = NativeResponse

  /** @param prototypes looked at for each message, since they may be exchanged */
  constructor(prototypes: MessagePrototypes) {
    this.#prototypes = prototypes
  }

  request(socket: Socket): Request {
    const { request } = this.#prototypes
    if (request !== this.#request) {
      this.#request = request
      this.#MakeRequest = inheriting(NativeRequest, request, new Socket())
    }
    return new this.#MakeRequest(socket)
  }

  response(req: Request, options: ResponseOptions): Response {
    const { response } = this.#prototypes
    if (response !== this.#response) {
      this.#response = response
      this.#MakeResponse = inheriting(NativeResponse, response, new NativeRequest(new Socket()))
    }
    return new this.#MakeResponse(req, options)
  }
}

/** A constructor of the same that has another prototype, where that makes no difference to Node. */
function inheriting<Make extends MakeRequest | MakeResponse>(
  Native: Make,
  prototype: object,
  sample: Socket | Request,
): Make {
  const construct = Native as unknown as (this: object, first: unknown, second: unknown) => void
  function Message(this: Roomy, first: unknown, second: unknown): void {
    // Never so: V8 gives objects room for as many properties as their constructor names, and those of Node need it.
    if (first === undefined) {
      this.a = this.b = this.c = this.d = this.e = this.f = this.g = this.h = this.i = this.j = null
      this.a = this.b = this.c = this.d = this.e = this.f = this.g = this.h = this.i = this.j = null
      this.a = this.b = this.c = this.d = this.e = this.f = this.g = this.h = this.i = this.j = null
      this.a = this.b = this.c = this.d = this.e = this.f = this.g = this.h = this.i = this.j = null
    }
    construct.call(this, first, second)
  }
  Message.prototype = prototype
  const Inheriting = Message as unknown as Make
  return isAlike(Inheriting, Native, sample) ? Inheriting : Native
}

type Roomy = Record<'a' | 'b' | 'c' | 'd' | 'e' | 'f' | 'g' | 'h' | 'i' | 'j', null>

/** Whether all that Node sets on a message is its own: accessors in a prototype would take it. */
function isAlike<Make extends MakeRequest | MakeResponse>(
  Inheriting: Make,
  Native: Make,
  sample: Socket | Request,
): boolean {
  try {
    const made = Reflect.construct(Inheriting, [sample]) as object
    const own = Reflect.ownKeys(Reflect.construct(Native, [sample]) as object)
    return made instanceof Native && own.every((key) => Object.hasOwn(made, key))
  } catch {
    return false
  }
}

/**
 * Makes a response whose content goes to a socket.
 * @param keepAliveMs as the way in tells it; `undefined`: what the head says of the connection is for the way in to add
 */
export function makeResponse(
  messages: Messages,
  req: Request,
  socket: Socket,
  keepAliveMs: number | null | undefined,
): Response {
  const res = messages.response(req, { highWaterMark: socket.writableHighWaterMark })
  res.socket = socket
  // Not as the version of the request has it: framing is for the way in to choose.
  res.useChunkedEncodingByDefault = true
  res.shouldKeepAlive = keepAliveMs !== null
  res._removedConnection = keepAliveMs === undefined
  res._keepAliveTimeout = keepAliveMs ?? 0
  return res
}
