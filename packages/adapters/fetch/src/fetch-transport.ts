import type { ResponseHead, Transport } from '@tsgi/exchange'
import { CONNECTION_FIELDS } from '@tsgi/fields/connection'

/** The wire of an exchange whose answer is a `Response`: its content is a stream that the host pulls. */
export class FetchTransport implements Transport {
  readonly takesTrailers = false
  /** Called when the host wants no more of the content. */
  onCancel: () => void = () => {}
  /** Called when the exchange is over. */
  onOver: () => void = () => {}
  isOver = false

  readonly #resolve: (response: Response) => void
  #controller: ReadableStreamDefaultController<Uint8Array> | null = null
  /** Whether somebody waits for a chunk. */
  #isWanted = false
  #wanted: () => void = () => {}

  constructor(resolve: (response: Response) => void) {
    this.#resolve = resolve
  }

  sendWhole(head: ResponseHead, content: string | Uint8Array | null): void {
    // A string would get a content-type that nobody gave.
    const body = typeof content === 'string' ? utf8.encode(content) : content
    this.#resolve(new Response(body as Uint8Array<ArrayBuffer> | null, initOf(head)))
  }

  sendHead(head: ResponseHead, chunk: string | Uint8Array, size: number): Promise<void> | undefined {
    const stream = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#controller = controller
        },
        pull: () => this.#want(),
        cancel: () => this.onCancel(),
      },
      { highWaterMark: 0 },
    )
    this.#resolve(new Response(stream, initOf(head)))
    return this.sendChunk(chunk, size)
  }

  /** One chunk waits in the stream; the next one is for who has taken it and asks for more. */
  sendChunk(chunk: string | Uint8Array, size: number): Promise<void> | undefined {
    if (size > 0) {
      this.#isWanted = false
      this.#controller!.enqueue(typeof chunk === 'string' ? utf8.encode(chunk) : chunk)
    }
    // Who has several reads pending asks while the chunk is enqueued.
    return this.#isWanted ? undefined : new Promise((resolve) => (this.#wanted = resolve))
  }

  sendEnd(): void {
    this.#controller!.close()
  }

  cut(error: unknown): void {
    this.#controller?.error(new Error('The response broke off', { cause: error }))
    this.#letGo()
  }

  /**
   * The client has left: nobody waits any more. A host that knows cancels the content; one that does not is told a moment
   * later, since Deno would report a stream that fails as a fault.
   */
  disconnect(reason: unknown): void {
    const controller = this.#controller
    if (controller !== null) setTimeout(() => controller.error(reason), 0)
    this.#letGo()
  }

  flushed(): undefined {
    return undefined
  }

  finished(): void {
    this.isOver = true
    this.onOver()
  }

  #want(): void {
    this.#isWanted = true
    this.#wanted()
  }

  #letGo(): void {
    this.#want()
    // Nobody sees it, but a promise that never settles would keep all it belongs to.
    this.#resolve(new Response(null, { status: CLIENT_CLOSED_REQUEST }))
  }
}

const utf8 = new TextEncoder()
/** As nginx has it in its logs: there is no answer for who does not listen. */
const CLIENT_CLOSED_REQUEST = 499

/** Status and fields; several lines of a field stay apart where `Headers` lets them: `set-cookie`. */
function initOf({ status, headers: fields, contentLength }: ResponseHead): ResponseInit {
  const headers = new Headers()
  for (const [name, value] of Object.entries(fields)) {
    if (name === 'content-length' || (CONNECTION_FIELDS.has(name) && !(status === 426 && name === 'upgrade')))
      continue
    if (typeof value === 'string') headers.append(name, value)
    else for (const line of value) headers.append(name, line)
  }
  if (contentLength !== undefined) headers.set('content-length', String(contentLength))
  return { status, headers }
}
