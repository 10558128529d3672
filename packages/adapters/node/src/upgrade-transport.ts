import type { Socket } from 'node:net'
import { byteDuplex } from '@tsgi/exchange'
import { CONNECTION_FIELDS } from '@tsgi/fields/connection'
import type { ByteDuplex, ResponseHeaders } from '@tsgi/spec'
import type { NodeExtension } from './node-extension.ts'
import { NodeTransport } from './node-transport.ts'
import type { AnyResponse } from './node-transport.ts'

/** Writes one response on a connection that may be given to the application instead. */
export class UpgradeTransport extends NodeTransport {
  readonly #socket: Socket
  readonly #head: Uint8Array

  constructor(res: AnyResponse, socket: Socket, head: Uint8Array, extension: NodeExtension | undefined) {
    super(res, false, extension)
    this.#socket = socket
    this.#head = head
  }

  switchProtocols(headers: ResponseHeaders): ByteDuplex {
    this.res.detachSocket(this.#socket)
    this.#socket.write(switchingHead(headers), 'latin1')
    return byteDuplex(this.#socket, this.#head)
  }

  rawConnection(): { socket: Socket; head: Uint8Array } {
    this.res.detachSocket(this.#socket)
    return { socket: this.#socket, head: this.#head }
  }
}

/** The fields were checked by the exchange. */
function switchingHead(headers: ResponseHeaders): string {
  let head = `HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\n`
  for (const [name, values] of Object.entries(headers)) {
    if (CONNECTION_FIELDS.has(name) && name !== 'upgrade') continue
    for (const value of typeof values === 'string' ? [values] : values) head += `${name}: ${value}\r\n`
  }
  return `${head}\r\n`
}
