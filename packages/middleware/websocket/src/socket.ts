/*
 * From an accepted connection to an open socket. `ws` wants to answer the handshake itself, on a raw socket; but the
 * answer is a response that middleware may have added to, and the server writes it (SPEC UPGR-3). So `ws` gets the
 * handshake that was agreed on, to repeat it, and a stream that is connected when it has done so.
 */
import { Buffer } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import type { Connection } from '@tsgi/spec'
import { WebSocket, WebSocketServer } from 'ws'
import type { ServerOptions } from 'ws'
import { ConnectionStream } from './connection-stream.ts'
import type { Handshake } from './handshake.ts'

/** Limits of one socket. */
export interface SocketLimits {
  /** Bytes of a message, after inflation. */
  readonly maxMessageBytes: number
  /** Fragments of a message. */
  readonly maxFragments: number
  /** Milliseconds from our close to the end. */
  readonly closeTimeoutMs: number
}

/** A socket, and the bytes below it. */
export interface OpenSocket {
  readonly socket: GuardedSocket
  readonly stream: ConnectionStream
}

/** Opens a socket over a connection, for the handshake that the response to it accepted. */
export type OpenSocketFunction = (connection: Connection, handshake: Handshake) => OpenSocket

/** Makes the function that opens sockets with these limits. */
export function socketOpener(limits: SocketLimits): OpenSocketFunction {
  const opener = new WebSocketServer(serverOptions(limits))

  return (connection, handshake) => {
    const stream = new ConnectionStream()
    let socket: GuardedSocket | undefined
    opener.handleUpgrade(repeated(handshake), stream, Buffer.alloc(0), (opened) => (socket = opened))
    // Both have looked at the same few fields, so this is a bug; while nothing is sent, it can still become a 500.
    if (socket === undefined) throw new Error('ws refuses a handshake that was accepted')
    stream.connect(connection.accept())
    return { socket, stream }
  }
}

/**
 * A socket whose listeners can fail without taking the process down, as one `JSON.parse` of what a stranger sent would.
 * Those of `addEventListener` are called by `ws`, which hides what they return: of them only what is thrown is seen.
 */
export class GuardedSocket extends WebSocket {
  /** Told of the first error. */
  onFault: (error: unknown) => void = () => {}
  #hasFailed = false

  /** Once something has failed, only the end is told. */
  override emit(event: string | symbol, ...values: unknown[]): boolean {
    if (this.#hasFailed && event !== 'close') return false
    const listeners = this.rawListeners(event)
    for (const listener of listeners) void this.guard(() => Reflect.apply(listener, this, values))
    return listeners.length > 0
  }

  /** Calls a function; what it throws or rejects with closes the socket, 1011 (RFC 6455 §7.4.1). Never rejects. */
  async guard(call: () => unknown): Promise<void> {
    try {
      await call()
    } catch (error) {
      this.#fail(error)
    }
  }

  #fail(error: unknown): void {
    if (this.#hasFailed) return
    this.#hasFailed = true
    this.close(1011)
    this.onFault(error)
  }
}

/** `closeTimeout` is missing from the types. */
type Options = ServerOptions<typeof GuardedSocket> & { closeTimeout: number }

function serverOptions({ maxMessageBytes, maxFragments, closeTimeoutMs }: SocketLimits): Options {
  return {
    noServer: true,
    clientTracking: false,
    WebSocket: GuardedSocket,
    maxPayload: maxMessageBytes,
    maxFragments,
    // A message that comes in tiny pieces costs a buffer for each: no more of those than the message itself may be.
    maxBufferedChunks: 1024 + Math.ceil(maxMessageBytes / 256),
    closeTimeout: closeTimeoutMs,
    perMessageDeflate: { threshold: 1024 },
  }
}

/** The handshake as `ws` reads it from Node's request: it finds what was agreed on, and nothing to decide. */
function repeated({ key, protocol, extension }: Handshake): IncomingMessage {
  const headers = {
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': key,
    'sec-websocket-protocol': protocol,
    'sec-websocket-extensions': extension,
  }
  return { method: 'GET', headers } as unknown as IncomingMessage
}
