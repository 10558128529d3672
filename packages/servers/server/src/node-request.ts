import type { Socket } from 'node:net'
import { rawFields } from '@tsgi/http1'
import type { RequestHead } from '@tsgi/http1'
import type { HttpRequest } from '@tsgi/spec'

/**
 * What `exchange[Symbol.for('tsgi.node')]` holds over HTTP/1.1: what there is below a request, for adapters of listeners
 * that expect to find it.
 */
export class NodeRequest {
  /** The connection's socket, one for all its requests; it is read and written by the server. */
  readonly socket: Socket
  /** How many milliseconds the connection stays open after the answer; `null`: it ends with it. */
  readonly keepAliveMs: number | null
  readonly #head: RequestHead

  constructor(socket: Socket, head: RequestHead, keepAliveMs: number | null) {
    this.socket = socket
    this.keepAliveMs = keepAliveMs
    this.#head = head
  }

  /**
   * The fields of a request as they came: name, value, name, value …, in their own case, nothing joined.
   * @returns a new array; `undefined`: the request was derived with other fields (SPEC EXT-2)
   */
  rawHeaders(request: HttpRequest): string[] | undefined {
    return request.headers === this.#head.headers ? rawFields(this.#head) : undefined
  }

  /** How many field lines came; `undefined`: the request was derived with other fields (SPEC EXT-2). */
  fieldCount(request: HttpRequest): number | undefined {
    return request.headers === this.#head.headers ? this.#head.fieldCount : undefined
  }

  /**
   * The target of a request as it came, an absolute one with its scheme and authority.
   * @returns `undefined`: the request was derived with another one (SPEC EXT-2)
   */
  target({ basePath, path, query }: HttpRequest): string | undefined {
    const head = this.#head
    if (basePath !== '' || path !== head.path || query !== head.query) return undefined
    const start = head.method.length + 1
    return head.text.slice(start, head.text.indexOf(' ', start))
  }
}
