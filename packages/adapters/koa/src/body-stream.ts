import { Readable } from 'node:stream'
import { closeBody } from '@tsgi/message'
import type { HttpResponse, ResponseBody } from '@tsgi/spec'
import type { Context } from 'koa'

type Streamed = Exclude<ResponseBody, null | string | Uint8Array>

/** A streamed body as a stream of Node, which is what Koa knows. Pulled chunk by chunk; destroying it closes the body. */
export function bodyStream(ctx: Context, body: Streamed, trailers: HttpResponse['trailers']): Readable {
  if (body instanceof Readable && trailers === undefined) return body
  const chunks = new Chunks(ctx, body, trailers)
  return new Readable({
    // The next chunk is pulled when the last one has gone on (SPEC BODY-13).
    highWaterMark: 1,
    read() {
      chunks.next(this).catch((error: unknown) => this.destroy(error as Error))
    },
    destroy(error, destroyed) {
      chunks.close()
      destroyed(error)
    },
  })
}

/** The chunks of one body. */
class Chunks {
  readonly #ctx: Context
  readonly #body: Streamed
  readonly #trailers: HttpResponse['trailers']
  #iterator: AsyncIterator<string | Uint8Array> | null = null
  /** Whether Koa has begun to answer with a stream. */
  #isPiped = false
  #isOver = false

  constructor(ctx: Context, body: Streamed, trailers: HttpResponse['trailers']) {
    this.#ctx = ctx
    this.#body = body
    this.#trailers = trailers
    ctx.res.once('pipe', () => (this.#isPiped = true))
  }

  async next(stream: Readable): Promise<void> {
    this.#iterator ??= this.#body[Symbol.asyncIterator]()
    for (;;) {
      const { done, value } = await this.#iterator.next()
      if (done === true) return this.#end(stream)
      if (value.length > 0) return void stream.push(value)
      this.#releaseHead()
    }
  }

  /** An empty chunk lets the head go (SPEC BODY-11), once Koa is done with it. */
  #releaseHead(): void {
    const { res } = this.#ctx
    if (this.#isPiped) res.flushHeaders()
    else res.once('pipe', () => res.flushHeaders())
  }

  async #end(stream: Readable): Promise<void> {
    this.#isOver = true
    if (this.#trailers !== undefined && !this.#ctx.res.hasHeader('content-length'))
      this.#ctx.res.addTrailers(await this.#trailers())
    stream.push(null)
  }

  close(): void {
    if (this.#isOver) return
    this.#isOver = true
    closeBody(this.#body)
  }
}
