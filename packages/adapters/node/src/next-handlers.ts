import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Awaitable, HttpRequest, HttpResponse, ResponseHeaders } from '@tsgi/spec'
import { Capture } from './capture.ts'
import type { NodeNext } from './from-node-middleware.ts'
import type { Request, Response } from './internals.ts'
import type { MiddlewareTransport } from './middleware-transport.ts'
import { replaceContent } from './replace-content.ts'
import { retell } from './shared-request.ts'
import { socketFor } from './socket-face.ts'
import { TwoFaces } from './two-faces.ts'

/** What comes after a middleware in a stack of Node. */
export class NextHandlers {
  /** Whether they were called to answer inside a middleware. */
  haveBegun = false
  readonly transport: MiddlewareTransport
  readonly #req: Request
  readonly #res: Response
  readonly #next: NodeNext
  /** The request as it came. */
  original: HttpRequest | null = null

  constructor(req: IncomingMessage, res: ServerResponse, next: NodeNext, transport: MiddlewareTransport) {
    this.#req = req as Request
    this.#res = res as unknown as Response
    this.#next = next
    this.transport = transport
  }

  /** They answer instead. */
  goOn(): void {
    this.#next()
  }

  /** They answer an error instead; nobody can when the connection is lost or an answer has begun. */
  fail(error: unknown): void {
    this.#next(isError(error) ? error : new Error(`What was thrown is no error but ${String(error)}`))
  }

  /**
   * They answer inside.
   * @returns what they write, at once when they do so at once
   */
  answer(request: HttpRequest): Awaitable<HttpResponse> {
    if (this.haveBegun) throw new TypeError('What comes after a middleware of Node can be called once')
    if (!('_storeHeader' in this.#res))
      throw new TypeError('Middleware can be wrapped around responses of node:http, not of node:http2')
    this.haveBegun = true
    retell(this.#req, this.original!, request, socketFor(this.#req.socket, request))
    if (request.body !== this.original!.body) replaceContent(this.#req, request.body)
    const faces = new TwoFaces(this.#res)
    this.transport.faces = faces
    const { exchange } = request
    const inform = (status: number, headers: ResponseHeaders): void => {
      // It is no answer of theirs: they have begun to read what the client holds back.
      if (status === 100) faces.outside(() => (this.#res as unknown as ServerResponse).writeContinue())
      else exchange.inform?.(status, headers)
    }
    const capture = new Capture(this.#res, inform, (fault) => exchange.waitUntil(Promise.reject(fault)))
    this.transport.isInsideEnded = () => capture.outgoing.isEnded
    return capture.run(() => this.#next())
  }
}

/** To Express nothing and these words are no errors, but ways to go on. */
function isError(thrown: unknown): boolean {
  return Boolean(thrown) && thrown !== 'route' && thrown !== 'router'
}
