import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { HttpRequest } from '@tsgi/spec'
import type { Request } from './internals.ts'

/** What there is below a request, where the way in runs on Node: the extension `Symbol.for('tsgi.node')` of an exchange. */
export interface NodeExtension {
  /** The connection's socket, one for all its requests; the way in reads and writes it. */
  readonly socket: Socket
  /** How many milliseconds the connection stays open after the answer; `null`: it ends with it. Absent: not known. */
  readonly keepAliveMs?: number | null
  /**
   * The fields as they came: name, value, name, value …; `undefined`: the request was derived with other fields
   * (SPEC EXT-2).
   */
  rawHeaders(request: HttpRequest): string[] | undefined
  /** How many field lines came; `undefined`: as with `rawHeaders`. Absent: what `rawHeaders` gives has to be counted. */
  fieldCount?(request: HttpRequest): number | undefined
  /** The target as it came; `undefined`: the request was derived with another one. Absent: not known. */
  target?(request: HttpRequest): string | undefined
  /** The request of Node itself, where the way in has one and it tells all; `undefined`: another one was derived. */
  message?(request: HttpRequest): IncomingMessage | undefined
  /** What others have put on the request of Node goes on another one as well. Absent: there is none. */
  passOn?(to: Request): void
}

const NODE = Symbol.for('tsgi.node')

/** What there is below a request; `undefined`: the way in does not tell. */
export function nodeExtension(request: HttpRequest): NodeExtension | undefined {
  return request.exchange[NODE] as NodeExtension | undefined
}
