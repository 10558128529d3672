/*
 * What `toNode` writes a response to, where it is not to be sent but to become the answer of a Koa context, so that Koa
 * middleware further out sees `ctx.status`, `ctx.body` and fields. It has those members of a `ServerResponse` that
 * `toNode` uses, which are the documented ones.
 *
 * Content that is there as a whole becomes a string or a buffer; what is streamed a `Readable` with backpressure.
 */
import { Readable, Writable } from 'node:stream'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Context } from 'koa'
import { answer, setField } from './answer.ts'
import { answerBare, tellError, whenUncaught } from './uncaught.ts'

type Written = (error?: Error | null) => void

/** How an answer ends: the context has it, or Koa is to handle an error. */
export interface Settled {
  resolve(): void
  reject(error: unknown): void
}

/** A response that goes into a context. */
export class ContextResponse extends Writable {
  statusCode = 200
  /** Whether the context has its answer. */
  headersSent = false
  readonly req: IncomingMessage
  readonly #ctx: Context
  readonly #settled: Settled
  #length: string | undefined = undefined
  #content: Readable | null = null
  /** Whether what is written goes nowhere: Koa answers otherwise. */
  #isPassedOver = false
  /** A fault of the application that nobody was told of yet. */
  #fault: { readonly error: unknown } | null = null
  #wanted: Written | null = null
  /** Whether Koa has dropped the content, and so answers otherwise. */
  #isDropped = false

  constructor(ctx: Context, settled: Settled) {
    super()
    this.req = ctx.req
    this.#ctx = ctx
    this.#settled = settled
    this.on('error', () => {})
    ctx.res.once('close', () => this.#closed())
  }

  get socket(): Socket | null {
    return this.#ctx.res.socket
  }

  /** Leaves the context as it is, whatever else is written here: Koa is to go on. */
  passOver(): void {
    this.#isPassedOver = true
    this.headersSent = true
    this.#settled.resolve()
  }

  /** The application has thrown: what is written next is the status for that. */
  thrown(error: unknown): void {
    this.#fault = { error }
  }

  /** Told of a fault: one that fails the answer is thrown into Koa, any other goes to the application's error event. */
  report(error: unknown): void {
    if (this.#fault?.error === error) return
    const fault = { error }
    this.#fault = fault
    queueMicrotask(() => {
      if (this.#fault !== fault) return
      this.#fault = null
      tellError(this.#ctx, error)
    })
  }

  // The members of a ServerResponse

  setHeader(name: string, value: string | number | readonly string[]): this {
    if (this.#isPassedOver) return this
    if (name === 'content-length') this.#length = String(value)
    else setField(this.#ctx, name, typeof value === 'number' ? String(value) : value)
    return this
  }

  appendHeader(name: string, value: string | readonly string[]): this {
    if (!this.#isPassedOver) this.#ctx.append(name, value as string)
    return this
  }

  getHeader(name: string): ReturnType<ServerResponse['getHeader']> {
    return this.#ctx.res.getHeader(name)
  }

  getHeaderNames(): string[] {
    return this.#ctx.res.getHeaderNames()
  }

  getHeaders(): ReturnType<ServerResponse['getHeaders']> {
    return this.#ctx.res.getHeaders()
  }

  hasHeader(name: string): boolean {
    return this.#ctx.res.hasHeader(name)
  }

  removeHeader(name: string): void {
    if (!this.#isPassedOver) this.#ctx.remove(name)
  }

  /** The head is Koa's to write. */
  writeHead(): this {
    return this
  }

  /** Sends the head as soon as Koa pipes the content: fields may change until then. */
  flushHeaders(): void {
    const { res } = this.#ctx
    this.#stream()
    if (!this.#isPassedOver) res.once('pipe', () => res.flushHeaders())
  }

  addTrailers(trailers: Readonly<Record<string, string>>): void {
    if (!this.#isPassedOver) this.#ctx.res.addTrailers(trailers)
  }

  /** Whether the client waits for 100 (Continue), and a listener of 'checkContinue' has left that to us. */
  get _expect_continue(): boolean {
    return (this.#ctx.res as unknown as ContextResponse)._expect_continue
  }

  writeContinue(): void {
    this.#ctx.res.writeContinue()
  }

  /** For informational responses, which go out before the answer. */
  _writeRaw(data: string, encoding: BufferEncoding): boolean {
    const { res } = this.#ctx as unknown as { res: Partial<Pick<ContextResponse, '_writeRaw'>> }
    return res._writeRaw?.(data, encoding) ?? true
  }

  override write(chunk: string | Uint8Array): boolean {
    this.#stream()
    return super.write(chunk)
  }

  override end(content?: unknown): this {
    if (!this.headersSent)
      this.#whole(typeof content === 'function' ? null : ((content as string | undefined) ?? null))
    return super.end()
  }

  // The members of a Writable

  override _write(chunk: Uint8Array, _encoding: string, written: Written): void {
    if (this.#content === null || this.#content.push(chunk)) written()
    else this.#wanted = written
  }

  /** Done when the client has it all: outcomes tell of that. */
  override _final(done: Written): void {
    this.#content?.push(null)
    const { res } = this.#ctx
    if (res.writableFinished) done()
    else res.once('close', () => done())
  }

  override _destroy(error: Error | null, destroyed: Written): void {
    const content = this.#content
    const { res } = this.#ctx
    const isMissed = content !== null && !this.#isDropped && !res.writableEnded
    if (isMissed && !res.destroyed) setImmediate(cut, content, res)
    else content?.destroy()
    destroyed(error)
  }

  // How the context gets its answer

  #whole(content: string | Uint8Array | null): void {
    this.headersSent = true
    if (this.#fault !== null) return this.#fail(this.#fault.error)
    answer(this.#ctx, this.statusCode, content, this.#length)
    this.#settled.resolve()
  }

  /** Middleware further out may handle it; else the status is all that the client learns. */
  #fail(error: unknown): void {
    this.#fault = null
    whenUncaught(this.#ctx, error, () => {
      tellError(this.#ctx, error)
      answerBare(this.#ctx, this.statusCode)
    })
    this.#settled.reject(error)
  }

  #stream(): void {
    if (this.headersSent) return
    this.headersSent = true
    this.#content = new Readable({ read: () => this.#read(), destroy: (_error, done) => this.#dropped(done) })
    answer(this.#ctx, this.statusCode, this.#content, this.#length)
    this.#settled.resolve()
  }

  /** The connection is done with this response: the client has it all, or has left. */
  #closed(): void {
    if (!this.#ctx.res.writableFinished) this.destroy()
  }

  #read(): void {
    const written = this.#wanted
    this.#wanted = null
    written?.()
  }

  /** Koa wants no more of it: another body has taken its place, or the client has left. */
  #dropped(done: Written): void {
    this.#isDropped = !this.destroyed
    if (!this.writableEnded) this.destroy()
    done(null)
  }
}

/** No clean end, since something is missing. What was written before had the time to get to the client. */
function cut(content: Readable, res: ServerResponse): void {
  if (!res.writableEnded) res.destroy()
  content.destroy()
}
