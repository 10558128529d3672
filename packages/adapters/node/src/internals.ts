/*
 * Members of Node's messages that are not documented, in one place. They have been there, with these meanings, since Node
 * 0.12 and are what other software that stands in for a connection uses as well. Every test of this package stands on them:
 * run them on a new version of Node before supporting it.
 */
import type { Buffer } from 'node:buffer'
import type { Socket } from 'node:net'
import type { IncomingMessage, OutgoingHttpHeader, OutgoingHttpHeaders, ServerResponse } from 'node:http'

/** What a piece of content is given as. */
export type Piece = string | Uint8Array

/** Called when a piece has left. */
export type Written = (error?: Error | null) => void

/** A response with the members that send. */
export interface Response extends Omit<ServerResponse, 'socket'> {
  socket: Socket | null
  /** The head as it is sent; `null`: there is none yet. */
  _header: string | null
  /** Whether the head has left. */
  _headerSent: boolean
  /** Length of the content as it is known; `null`: it is not. */
  _contentLength: number | null
  /** Whether request and status allow content. */
  _hasBody: boolean
  /** Whether the connection ends with this response. */
  _last: boolean
  /** Whether `connection` is not to be added to the head. */
  _removedConnection: boolean
  /** Milliseconds that the head tells the client; 0: it tells none. */
  _keepAliveTimeout: number
  /** Whether 'close' was emitted. */
  _closed: boolean
  /** Whether the client waits for 100. */
  _expect_continue: boolean
  /** Requests that a connection may carry. */
  _maxRequestsPerSocket?: number | null
  /** Whether 100 was sent. */
  _sent100: boolean
  /** Field lines behind the last chunk. */
  _trailer: string
  destroyed: boolean
  /** Bytes that wait. */
  outputSize: number
  /** Writes the head into `_header`. */
  _storeHeader(firstLine: string, headers?: OutgoingHttpHeaders | OutgoingHttpHeader[] | null): void
  /** Sends content, the head before it. */
  _send(data: Piece, encoding?: BufferEncoding | null, callback?: Written | null, size?: number): boolean
  /** Sends as it is. */
  _writeRaw(data: Piece, encoding?: BufferEncoding | Written | null, callback?: Written | null): boolean
  /** Everything was handed over: emits 'prefinish'. */
  _finish(): void
  /** Hands over what waits and emits 'drain' when it was waited for. */
  _flush(): void
  _flushOutput(): boolean | undefined
}

/** A request with the members that receive. */
export interface Request extends IncomingMessage {
  /** Whether somebody has begun to read. */
  _consuming: boolean
  /** Whether the connection was given up for another protocol. */
  upgrade: boolean
  /** Takes over field lines: name, value, name, value … */
  _addHeaderLines(lines: readonly string[], count: number): void
  /** Reads to the end for nobody. */
  _dump(): void
  push(chunk: Buffer | Uint8Array | null): boolean
}
