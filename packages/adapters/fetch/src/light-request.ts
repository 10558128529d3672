/*
 * A `Request` that costs nothing before it is asked: making undici's, with its fields and its signal, costs more than all
 * the rest of a small request, and a router needs its method and URL only. Method, URL, fields, signal and the content as
 * a whole come from the request of the server; whatever else is asked for, a native request is made, and asked from then
 * on. See native-doors.ts for where only native ones pass.
 */
import { readBytes } from '@tsgi/message'
import type { HttpRequest } from '@tsgi/spec'
import { LightHeaders } from './light-headers.ts'
import { contentOf, nativeRequest } from './native-request.ts'
import { standIn } from './stand-in.ts'

/** Stands in for a native `Request`. */
export class LightRequest {
  readonly #request: HttpRequest
  readonly #url: string
  #headers: LightHeaders | null = null
  #native: Request | null = null
  /** Whether the content was read here. */
  #isRead = false

  constructor(request: HttpRequest, url: string) {
    this.#request = request
    this.#url = url
  }

  get method(): string {
    return this.#request.method
  }

  get url(): string {
    return this.#url
  }

  get headers(): Headers {
    this.#headers ??= new LightHeaders(this.#request.headers)
    return this.#headers as unknown as Headers
  }

  get signal(): AbortSignal {
    return this.#request.exchange.signal
  }

  get bodyUsed(): boolean {
    return this.#native === null ? this.#isRead : this.#native.bodyUsed
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    if (this.#native !== null) return this.#native.arrayBuffer()
    const { buffer, byteOffset, byteLength } = await this.#read()
    return buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer
  }

  async text(): Promise<string> {
    return this.#native === null ? utf8.decode(await this.#read()) : this.#native.text()
  }

  async json(): Promise<unknown> {
    return JSON.parse(await this.text()) as unknown
  }

  /** The client's address, as srvx and h3 look for it. */
  get ip(): string | undefined {
    return this.#request.remote?.address
  }

  /** Work that goes on after the response, as srvx and h3 hand it over. */
  waitUntil(work: Promise<unknown>): void {
    this.#request.exchange.waitUntil(work)
  }

  /** The native request of a light one. */
  static real(light: LightRequest): Request {
    light.#native ??= light.#makeNative()
    return light.#native
  }

  /** The native request, when it is a light one that is given, else what is given. */
  static nativeOf<T>(value: T): T | Request {
    return isObject(value) && #request in value ? LightRequest.real(value) : value
  }

  /** The request of the server that a light one stands on. */
  static httpRequestOf(value: Request): HttpRequest | undefined {
    return isObject(value) && #request in value ? value.#request : undefined
  }

  async #read(): Promise<Uint8Array> {
    if (contentOf(this.#request) === null) return NOTHING
    if (this.#isRead) throw new TypeError('Body is unusable: it was read before')
    this.#isRead = true
    return readBytes(this.#request, UNLIMITED)
  }

  #makeNative(): Request {
    const request = this.#isRead ? { ...this.#request, body: emptyContent() } : this.#request
    const native = nativeRequest(request, this.#url, this.headers)
    LightHeaders.adopt(this.#headers!, native.headers)
    // What was read here has been read there.
    if (this.#isRead) void native.arrayBuffer()
    return native
  }
}

standIn(LightRequest, Request, (light) => LightRequest.real(light))

const utf8 = new TextDecoder()
const NOTHING = new Uint8Array(0)
/** How much content there may be is for the server to say. */
const UNLIMITED = { maxBytes: Number.MAX_SAFE_INTEGER }

async function* emptyContent(): AsyncGenerator<Uint8Array> {}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
