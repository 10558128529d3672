import { Buffer } from 'node:buffer'
import { once } from 'node:events'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import type { Server } from '@tsgi/server'
import { onTestFinished } from 'vitest'

/** A handshake that is in order. */
export const HANDSHAKE: string = [
  'GET / HTTP/1.1',
  'Host: a',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  '',
  '',
].join('\r\n')

/** Kinds of frames (RFC 6455 §5.2). */
export const CONTINUATION = 0x0
export const TEXT = 0x1
export const BINARY = 0x2
export const CLOSE = 0x8

/** What is odd about a frame. */
export interface FrameOptions {
  /** Whether it is the last of its message. Default true. */
  readonly fin?: boolean
  /** Whether it is masked. Default true; the mask is zero. */
  readonly masked?: boolean
  /** Whether it says that it is compressed. Default false. */
  readonly rsv1?: boolean
  /** The length that it declares. Default that of the payload. */
  readonly length?: bigint
}

/** The octets of a frame. */
export function frame(kind: number, payload: string | Uint8Array = '', options: FrameOptions = {}): Buffer {
  const { fin = true, masked = true, rsv1 = false } = options
  const content = Buffer.from(payload as Uint8Array)
  const { length = BigInt(content.length) } = options
  const mask = masked ? 0x80 : 0
  const head = Buffer.alloc(length > 0xffffn ? 10 : length > 125n ? 4 : 2)
  head[0] = (fin ? 0x80 : 0) | (rsv1 ? 0x40 : 0) | kind
  head[1] = mask | (head.length === 10 ? 127 : head.length === 4 ? 126 : Number(length))
  if (head.length === 4) head.writeUInt16BE(Number(length), 2)
  if (head.length === 10) head.writeBigUInt64BE(length, 2)
  return Buffer.concat([head, Buffer.alloc(masked ? 4 : 0), content])
}

/** The octets of the frame that closes with a code. */
export function closeFrame(code: number): Buffer {
  const payload = Buffer.alloc(2)
  payload.writeUInt16BE(code)
  return frame(CLOSE, payload)
}

/** Opens a connection to a server, which is gone when the test has finished. */
export async function openRawClient({ address }: Pick<Server, 'address'>): Promise<RawClient> {
  if (typeof address === 'string') throw new TypeError('Not for unix sockets')
  const socket = connect({ host: address.address, port: address.port, noDelay: true })
  onTestFinished(() => void socket.destroy())
  await once(socket, 'connect')
  return new RawClient(socket)
}

/** A client that sends octets exactly as it is told. */
export class RawClient {
  readonly socket: Socket
  #received = Buffer.alloc(0)
  #isOver = false
  #wake: () => void = () => {}

  constructor(socket: Socket) {
    this.socket = socket
    socket.on('data', (octets: Buffer) => {
      this.#received = Buffer.concat([this.#received, octets])
      this.#wake()
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      this.#isOver = true
      this.#wake()
    })
  }

  /** Sends octets. */
  send(octets: string | Uint8Array): void {
    this.socket.write(octets)
  }

  /** Opens a socket; gives the head of the answer. */
  async handshake(request: string | Uint8Array = HANDSHAKE): Promise<string> {
    this.send(request)
    return this.head()
  }

  /** The head of the next answer. */
  async head(): Promise<string> {
    const end = await this.#until(() => this.#received.indexOf('\r\n\r\n'))
    return this.#take(end + 4).toString('latin1')
  }

  /** Payload of the next frame; the server's are not masked, and short here. */
  async payload(): Promise<Buffer> {
    const end = await this.#until(() => {
      const size = 2 + (this.#received[1] ?? Infinity)
      return this.#received.length >= size ? size : -1
    })
    return this.#take(end).subarray(2)
  }

  /** The code of the close frame that comes next. */
  async closeCode(): Promise<number> {
    return (await this.payload()).readUInt16BE()
  }

  /** What comes until the server ends the connection. */
  async rest(): Promise<Buffer> {
    while (!this.#isOver) await this.#arrival()
    return this.#received
  }

  /** Leaves, with a reset. */
  reset(): void {
    this.socket.resetAndDestroy()
  }

  async #until(find: () => number): Promise<number> {
    for (let end = find(); ; end = find()) {
      if (end > 0) return end
      if (this.#isOver)
        throw new Error(`The connection ended after ${JSON.stringify(this.#received.toString('latin1'))}`)
      await this.#arrival()
    }
  }

  #take(length: number): Buffer {
    const taken = this.#received.subarray(0, length)
    this.#received = this.#received.subarray(length)
    return taken
  }

  #arrival(): Promise<void> {
    return new Promise((resolve) => (this.#wake = resolve))
  }
}
