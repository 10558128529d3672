import { formatCgiHead, formatHttpHead } from '@tsgi/cgi-variables'
import type { ResponseHead, Transport } from '@tsgi/exchange'
import type { Awaitable } from '@tsgi/spec'
import type { Output } from './output.ts'

/** Writes the one response of a CGI program (RFC 3875 §6.2.1), or of an NPH script (§5.3), up to the end of the output. */
export class CgiTransport implements Transport {
  readonly takesTrailers = false
  /** Whether a response was sent to its end. */
  isWhole = false
  /** Whether a response was begun. */
  hasResponded = false
  readonly #output: Output
  readonly #isNph: boolean
  readonly #over: () => void

  /** @param over called when the exchange is over */
  constructor(output: Output, isNph: boolean, over: () => void) {
    this.#output = output
    this.#isNph = isNph
    this.#over = over
  }

  sendWhole(head: ResponseHead, content: string | Uint8Array | null): void {
    this.isWhole = true
    this.#sendHead(head, content ?? '')
  }

  sendHead(head: ResponseHead, chunk: string | Uint8Array): Awaitable<void> {
    this.#sendHead(head, chunk)
    return this.#output.drained()
  }

  sendChunk(chunk: string | Uint8Array): Awaitable<void> {
    this.#output.content(chunk)
    return this.#output.drained()
  }

  sendEnd(): void {
    this.isWhole = true
  }

  /** Nothing tells the web server, unless a length was announced: the exit code does not reach it. */
  cut(): void {}

  flushed(): Promise<void> {
    return this.#output.flushed()
  }

  finished(): void {
    this.#over()
  }

  #sendHead({ status, headers, contentLength }: ResponseHead, content: string | Uint8Array): void {
    this.hasResponded = true
    const format = this.#isNph ? formatNphHead : formatCgiHead
    this.#output.head(format(status, headers, contentLength), content)
  }
}

/** A client of HTTP is told that the content ends with the connection. */
const formatNphHead: typeof formatCgiHead = (...parts) =>
  `${formatHttpHead(...parts).slice(0, -'\r\n'.length)}connection: close\r\n\r\n`
