/*
 * The fields of a request, as Node's own have them: `rawHeaders` in the order of the wire, `headers` by name. Many listeners
 * look at neither, and most not at the former, so both are made when somebody looks.
 */
import { IncomingMessage } from 'node:http'
import type { IncomingHttpHeaders } from 'node:http'
import { Socket } from 'node:net'
import type { HttpRequest, RequestHeaders } from '@tsgi/spec'
import type { Request } from './internals.ts'
import type { NodeExtension } from './node-extension.ts'

const FIELDS: unique symbol = Symbol('tsgi.fields')

interface RequestWithFields extends Request {
  [FIELDS]?: MessageFields
}

/** Lets a request of Node tell the fields of a request of TSGI. */
export function setFields(
  req: RequestWithFields,
  request: HttpRequest,
  extension: NodeExtension | undefined,
): void {
  const fields = new MessageFields(request, extension)
  if (req.rawHeaders.length > 0) Object.assign(req, { headers: null, headersDistinct: null })
  if (req[FIELDS] === undefined) Object.defineProperty(req, 'headers', HEADERS)
  req[FIELDS] = fields
  takeLines(req, fields)
}

/** The object's own, since Express gives requests another prototype. */
const HEADERS: PropertyDescriptor = {
  configurable: true,
  get(this: Required<RequestWithFields>) {
    return this[FIELDS].headersOf(this)
  },
  set(this: Required<RequestWithFields>, headers: IncomingHttpHeaders) {
    this[FIELDS].replaceHeaders(this, headers)
  },
}

/** Node's own. */
const NATIVE = Object.getOwnPropertyDescriptor(IncomingMessage.prototype, 'headers')!

/** Node makes the other properties of the lines when somebody looks; lines of a complete request are trailers to it. */
function takeLines(req: Request, fields: MessageFields): void {
  const { complete } = req
  req.complete = false
  req._addHeaderLines(SOME, fields as unknown as number)
  req.complete = complete
  req.rawHeaders = new Proxy([], fields)
}

/** Node takes nothing over where there are no lines. */
const SOME: readonly string[] = ['', '']

/** How Node tells of content without a length. Parsers look for it, though HTTP/2 and derived requests have no such field. */
const CHUNKED = { 'transfer-encoding': 'chunked' }

/** The lines of a request, in the place of an array that is empty until somebody looks; as a number, how many there are. */
class MessageFields implements ProxyHandler<string[]> {
  readonly #request: HttpRequest
  readonly #extension: NodeExtension | undefined
  #lines: string[] | null = null
  /** Whether `headers` are what Node keeps itself. */
  #areNative = false

  constructor(request: HttpRequest, extension: NodeExtension | undefined) {
    this.#request = request
    this.#extension = extension
  }

  valueOf(): number {
    return this.#made().length
  }

  headersOf(req: Request): IncomingHttpHeaders {
    if (!this.#areNative) this.replaceHeaders(req, this.#copy())
    return NATIVE.get!.call(req) as IncomingHttpHeaders
  }

  /** @param headers `null`: Node makes them of the lines */
  replaceHeaders(req: Request, headers: IncomingHttpHeaders | null): void {
    this.#areNative = true
    NATIVE.set!.call(req, headers)
  }

  /** When no field is repeated, the record has what Node would make of the lines, and copying costs less. */
  #copy(): IncomingHttpHeaders | null {
    const { headers } = this.#request
    if ('set-cookie' in headers || this.#lineCount() !== Object.keys(headers).length) return null
    return Object.assign(emptyFields(), headers, isFramed(this.#request) ? null : CHUNKED)
  }

  /** How many lines came. */
  #lineCount(): number {
    const added = isFramed(this.#request) ? 0 : 1
    return this.#extension?.fieldCount?.(this.#request) ?? this.#made().length / 2 - added
  }

  #made(): string[] {
    if (this.#lines === null) {
      const lines = this.#extension?.rawHeaders(this.#request) ?? linesOf(this.#request.headers)
      this.#lines = isFramed(this.#request) ? lines : [...lines, ...Object.entries(CHUNKED).flat()]
    }
    return this.#lines
  }

  // As the array

  get(_empty: string[], key: PropertyKey): unknown {
    return Reflect.get(this.#made(), key)
  }

  has(_empty: string[], key: PropertyKey): boolean {
    return Reflect.has(this.#made(), key)
  }
}

function isFramed({ body, headers }: HttpRequest): boolean {
  return (
    body === null || headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined
  )
}

/** What the fields of Node's own requests inherit: it differs between versions. */
let prototype: object | null | undefined

function emptyFields(): IncomingHttpHeaders {
  if (prototype === undefined)
    prototype = Object.getPrototypeOf(new IncomingMessage(new Socket()).headers) as object | null
  return prototype === null ? (Object.create(null) as IncomingHttpHeaders) : {}
}

function linesOf(headers: RequestHeaders): string[] {
  const lines: string[] = []
  for (const name in headers) lines.push(name, headers[name]!)
  return lines
}
