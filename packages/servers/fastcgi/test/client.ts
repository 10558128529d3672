import { Buffer } from 'node:buffer'
import { once } from 'node:events'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import type { Server } from '../src/index.ts'
import { KEEP, begin, record } from './records.ts'

export { KEEP, begin, record }

/** A record as it came. */
export interface Received {
  readonly type: number
  readonly id: number
  readonly content: Buffer
}

/** The answer to one request: what its records say. */
export interface Answer {
  readonly status: number
  /** Field lines, in order. */
  readonly fields: ReadonlyArray<readonly [name: string, value: string]>
  readonly content: Buffer
  readonly protocolStatus: number
}

/** The variables of a GET of `/`. */
export const GET: Readonly<Record<string, string>> = {
  REQUEST_METHOD: 'GET',
  REQUEST_URI: '/',
  SCRIPT_NAME: '',
  PATH_INFO: '/',
  QUERY_STRING: '',
  SERVER_PROTOCOL: 'HTTP/1.1',
  SERVER_NAME: 'example.com',
  SERVER_PORT: '80',
  REMOTE_ADDR: '192.0.2.1',
  REMOTE_PORT: '50000',
  HTTP_HOST: 'example.com',
}

/** Names and values, with the shortest lengths that fit. */
export function pairs(variables: Readonly<Record<string, string>> | ReadonlyArray<[string, string]>): Buffer {
  const list = Array.isArray(variables) ? (variables as Array<[string, string]>) : Object.entries(variables)
  return Buffer.concat(
    list.map(([name, value]) =>
      Buffer.concat([length(name), length(value), Buffer.from(name + value, 'latin1')]),
    ),
  )
}

function length(text: string): Buffer {
  const octets = text.length
  if (octets < 128) return Buffer.from([octets])
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE((octets | 0x80_00_00_00) >>> 0)
  return bytes
}

/** The stream of variables, and its end. */
export const params = (
  id: number,
  variables: Readonly<Record<string, string>> | ReadonlyArray<[string, string]>,
): Buffer => Buffer.concat([...stream(4, id, pairs(variables)), record(4, id)])

/** Content, and its end. */
export const stdin = (id: number, content: string | Uint8Array = ''): Buffer =>
  Buffer.concat([...stream(5, id, Buffer.from(content)), record(5, id)])

function stream(type: number, id: number, bytes: Buffer): Buffer[] {
  const records: Buffer[] = []
  for (let at = 0; at < bytes.length; at += 65_535)
    records.push(record(type, id, bytes.subarray(at, at + 65_535)))
  return records
}

/** All of a request. */
export function request(
  variables: Readonly<Record<string, string>> = {},
  { id = 1, flags = KEEP, content = '' }: { id?: number; flags?: number; content?: string | Uint8Array } = {},
): Buffer {
  const announced = content.length === 0 ? {} : { CONTENT_LENGTH: String(Buffer.from(content).length) }
  return Buffer.concat([
    begin(id, flags),
    params(id, { ...GET, ...announced, ...variables }),
    stdin(id, content),
  ])
}

/** A web server's end of a connection. */
export class Client {
  readonly socket: Socket
  #bytes = Buffer.alloc(0)
  #isOver = false
  #wake: () => void = () => {}

  constructor(socket: Socket) {
    this.socket = socket
    socket.on('error', () => {})
    socket.on('data', (bytes: Buffer) => {
      this.#bytes = Buffer.concat([this.#bytes, bytes])
      this.#wake()
    })
    const over = (): void => {
      this.#isOver = true
      this.#wake()
    }
    socket.on('end', over).on('close', over)
  }

  /** Connects to a server; closes when the test has finished. */
  static async to({ address }: Server): Promise<Client> {
    const socket = typeof address === 'string' ? connect(address) : connect(address.port, address.address)
    onTestFinished(() => void socket.destroy())
    await once(socket, 'connect')
    return new Client(socket)
  }

  send(...bytes: Uint8Array[]): void {
    this.socket.write(Buffer.concat(bytes))
  }

  /** The next record; `null`: the connection has ended. */
  async next(): Promise<Received | null> {
    while (this.#bytes.length < 8 || this.#bytes.length < this.#recordLength()) {
      if (this.#isOver) return null
      await new Promise<void>((resolve) => (this.#wake = resolve))
    }
    const end = this.#recordLength()
    const bytes = this.#bytes.subarray(0, end)
    this.#bytes = this.#bytes.subarray(end)
    return {
      type: bytes[1]!,
      id: bytes.readUInt16BE(2),
      content: Buffer.from(bytes.subarray(8, 8 + bytes.readUInt16BE(4))),
    }
  }

  #recordLength(): number {
    return 8 + this.#bytes.readUInt16BE(4) + this.#bytes[6]!
  }

  /** What is left until the connection ends, which it has to do. */
  async ended(): Promise<Received[]> {
    const rest: Received[] = []
    for (let one = await this.next(); one !== null; one = await this.next()) rest.push(one)
    return rest
  }

  /** The answer to the request that is answered next, whichever it is, when only one is under way. */
  async answer(): Promise<Answer> {
    const output: Buffer[] = []
    for (;;) {
      const one = await this.next()
      if (one === null) throw new Error('The connection has ended without an answer')
      if (one.type === 6) output.push(one.content)
      if (one.type === 3) return parse(Buffer.concat(output), one.content[4])
    }
  }

  /** Sends a request and waits for its answer. */
  async ask(...parameters: Parameters<typeof request>): Promise<Answer> {
    this.send(request(...parameters))
    return this.answer()
  }
}

/** Output of a request in the form of CGI. */
export function parse(output: Buffer, protocolStatus: number = 0): Answer {
  const end = output.indexOf('\r\n\r\n')
  const lines = end < 0 ? [] : output.subarray(0, end).toString('latin1').split('\r\n')
  const fields = lines.map((line): [string, string] => {
    const colon = line.indexOf(': ')
    return [line.slice(0, colon), line.slice(colon + 2)]
  })
  const status = Number(fields.find(([name]) => name === 'Status')?.[1].slice(0, 3) ?? NaN)
  return { status, fields, content: output.subarray(end + 4), protocolStatus }
}
