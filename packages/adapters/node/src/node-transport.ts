/*
 * What an exchange says, through a `ServerResponse` of Node, or what a framework has made of one: by its public methods, so
 * that whoever has wrapped them sees it, and never with callbacks, which some wrappers forget.
 */
import { Buffer } from 'node:buffer'
import type { ServerResponse } from 'node:http'
import type { ServerHttp2Stream } from 'node:http2'
import type { OpenExchange, ResponseHead, Transport, WrittenHead } from '@tsgi/exchange'
import { CONNECTION_FIELDS } from '@tsgi/fields/connection'
import type { Awaitable, ResponseHeaders } from '@tsgi/spec'
import type { Response } from './internals.ts'
import type { NodeExtension } from './node-extension.ts'
import type { NodeHead } from './node-response.ts'
import { outgoingOf } from './outgoing.ts'
import { fieldLines, withoutFirstLine } from './written-head.ts'

/** A response of `node:http` or of `node:http2`. */
export type AnyResponse = ServerResponse & {
  readonly stream?: ServerHttp2Stream
  readonly _writeRaw?: Response['_writeRaw']
}

/** Writes one response. */
export class NodeTransport implements Transport {
  readonly takesTrailers: boolean
  /** The exchange, once it is under way and as long as it is. */
  exchange: OpenExchange | null = null
  isFinished = false
  /** Whether all of the response has left since somebody has asked for that. */
  isFlushed = false
  protected readonly res: AnyResponse
  readonly #extension: NodeExtension | undefined
  #isDelimited = true
  /** Whether the head has others than those of ASCII. */
  #hasOctets = false

  constructor(res: AnyResponse, takesTrailers: boolean, extension: NodeExtension | undefined) {
    this.res = res
    this.takesTrailers = takesTrailers
    this.#extension = extension
  }

  sendWhole(head: ResponseHead, content: string | Uint8Array | null): void {
    const { res } = this
    if (isGone(res)) return
    this.#setHead(head)
    // Written before the length is known, or Node mangles `content-disposition` beyond ASCII.
    if (this.#hasOctets && res.stream === undefined) res.writeHead(res.statusCode)
    if (content === null || content.length === 0) res.end()
    else res.end(this.#octets(content))
  }

  sendHead(head: ResponseHead, chunk: string | Uint8Array, size: number): Awaitable<void> {
    const { res } = this
    if (isGone(res)) return this.drained()
    this.#setHead(head)
    this.#isDelimited = head.contentLength !== undefined || res.req.httpVersion !== '1.0'
    if (size > 0) return this.sendChunk(chunk, size)
    res.flushHeaders()
    return undefined
  }

  sendChunk(chunk: string | Uint8Array, size: number): Awaitable<void> {
    if (size === 0) return undefined
    // Who went on at once on a lost connection would never let its 'close' happen.
    return !isGone(this.res) && this.res.write(this.#octets(chunk)) ? undefined : this.drained()
  }

  sendEnd(trailers: Readonly<Record<string, string>> | null): void {
    const { res } = this
    if (isGone(res)) return
    if (trailers !== null) res.addTrailers(trailers)
    res.end()
  }

  sendInformational(status: number, headers: ResponseHeaders): void {
    const { res } = this
    if (isGone(res) || res.headersSent) return
    if (res.stream !== undefined) return res.stream.additionalHeaders({ ...headers, ':status': status })
    res._writeRaw?.(informationalHead(status, headers), 'latin1')
  }

  cut(): void {
    const { res } = this
    const { socket } = res
    if (res.stream !== undefined) res.stream.destroy(new Error('The answer was cut'))
    // Without a length or chunks only a reset tells the client that something is missing.
    else if (!this.#isDelimited && socket?.remotePort !== undefined) socket.resetAndDestroy()
    // What was written before may still be on its way through other layers.
    else if (outgoingOf(res as unknown as Response) !== undefined) setImmediate(() => res.destroy())
    else res.destroy()
  }

  flushed(): Awaitable<void> {
    const { res } = this
    // Of HTTP/2 the stream tells more: to its response every end is the same.
    const written = res.stream ?? res
    if (res.destroyed || written.destroyed || (written.writableFinished && !isLost(res))) return undefined
    const { socket } = res
    return new Promise((resolve) => {
      written.once('close', resolve)
      // Node emits it as well when a lost connection has thrown away what waited.
      written.once('finish', () => {
        if (socket?.destroyed === true) return
        this.isFlushed = true
        resolve()
      })
    })
  }

  finished(): void {
    this.isFinished = true
    this.exchange = null
  }

  /** Node makes another one of the same fields, and frames it itself. */
  takesWritten(): boolean {
    return this.res.stream === undefined
  }

  nodeRequest(): NodeExtension | undefined {
    return this.#extension
  }

  /** Resolves when there is room again, or the connection is lost. */
  protected drained(): Promise<void> {
    const { res } = this
    return new Promise((resolve) => {
      const done = (): void => {
        res.off('drain', done)
        res.off('close', done)
        resolve()
      }
      res.on('drain', done)
      res.on('close', done)
    })
  }

  /** Node encodes a head like the text that goes out with it, so that octets of fields would change. */
  #octets(content: string | Uint8Array): string | Uint8Array {
    return this.#hasOctets && typeof content === 'string' ? Buffer.from(content) : content
  }

  #setHead(head: ResponseHead): void {
    const { res } = this
    res.statusCode = head.status
    if (head.written !== undefined) setWritten(res, head.written)
    else setFields(res, head)
    this.#hasOctets = hasOctets(res)
  }
}

const NO_ASCII = /[^\0-\x7f]/

function hasOctets(res: AnyResponse): boolean {
  return res.getHeaderNames().some((name) => NO_ASCII.test(String(res.getHeader(name))))
}

function isGone(res: AnyResponse): boolean {
  return res.writableEnded || isLost(res)
}

function isLost(res: AnyResponse): boolean {
  return res.destroyed || (res.stream?.destroyed ?? res.socket?.destroyed ?? false)
}

/** Sets the fields of a response, its length apart. */
export function setFields(res: AnyResponse, { status, headers, contentLength }: ResponseHead): void {
  for (const name in headers) {
    const isOwned = CONNECTION_FIELDS.has(name) && !(status === 426 && name === 'upgrade')
    if (!isOwned && name !== 'content-length') setField(res, name, headers[name]!)
  }
  if (status === 426 && res.stream === undefined) res.setHeader('connection', 'upgrade')
  if (contentLength === undefined) res.removeHeader('content-length')
  else res.setHeader('content-length', contentLength)
}

/** Sets a head that Node has written before: status, reason, names in their case, the order of the lines. */
export function setWritten(res: AnyResponse, written: WrittenHead & Partial<NodeHead>): void {
  const text = written.asWritten ?? written.text
  const statusLine = text.slice('HTTP/1.1 '.length, text.indexOf('\r\n'))
  res.statusCode = Number(statusLine.slice(0, 3))
  res.statusMessage = statusLine.slice(4)
  const lines = new Map<string, { name: string; values: string[] }>()
  for (const [name, value] of fieldLines(withoutFirstLine(text))) {
    const earlier = lines.get(name.toLowerCase())
    if (earlier === undefined) lines.set(name.toLowerCase(), { name, values: [value] })
    else earlier.values.push(value)
  }
  // What the head does not have is not to be added.
  for (const name of ['date', 'content-length', 'transfer-encoding'])
    if (!lines.has(name)) res.removeHeader(name)
  for (const { name, values } of lines.values())
    setField(res, name, values.length === 1 ? values[0]! : values)
}

/** Cookies come on top of those that somebody has set before; other fields replace them. */
function setField(res: AnyResponse, name: string, value: string | readonly string[]): void {
  if (name.toLowerCase() === 'set-cookie' && res.hasHeader(name)) res.appendHeader(name, value)
  else res.setHeader(name, value)
}

/** The fields were checked by the exchange. */
function informationalHead(status: number, headers: ResponseHeaders): string {
  let head = `HTTP/1.1 ${status} ${INFORMATIONAL.get(status) ?? ''}\r\n`
  for (const [name, values] of Object.entries(headers)) {
    if (CONNECTION_FIELDS.has(name)) continue
    for (const value of typeof values === 'string' ? [values] : values) head += `${name}: ${value}\r\n`
  }
  return `${head}\r\n`
}

const INFORMATIONAL = new Map([
  [102, 'Processing'],
  [103, 'Early Hints'],
])
