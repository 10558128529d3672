/*
 * A socket for listeners where the way in has none to show: an exchange within a process, a stream of HTTP/2, a gateway.
 * It tells of the client what the request tells, and destroying it ends the exchange. What is written to it goes
 * nowhere, since whoever writes here expects a connection of HTTP/1.1.
 */
import { Duplex } from 'node:stream'
import type { HttpRequest } from '@tsgi/spec'
import { familyOf } from './socket-face.ts'

/** The part of `net.Socket` and `tls.TLSSocket` that listeners look at. */
export class StandInSocket extends Duplex {
  /** Present where the scheme is https, as on Node's own. */
  declare readonly encrypted?: boolean
  readonly remoteAddress: string | undefined
  readonly remotePort: number | undefined
  readonly remoteFamily: string | undefined
  readonly localAddress: string | undefined = undefined
  readonly localPort: number | undefined = undefined
  readonly connecting: boolean = false
  readonly pending: boolean = false
  readonly bytesRead: number = 0
  readonly bytesWritten: number = 0
  /** Not private: a face of the socket (socket-face.ts) could not reach it. */
  _timer: NodeJS.Timeout | undefined = undefined

  constructor({ remote, scheme }: Pick<HttpRequest, 'remote' | 'scheme'>) {
    super({ allowHalfOpen: true })
    this.remoteAddress = remote?.address
    this.remotePort = remote?.port
    this.remoteFamily = familyOf(remote)
    if (scheme === 'https') this.encrypted = true
    // What destroys it says why; whoever wants to know listens.
    this.on('error', () => {})
  }

  get readyState(): string {
    return this.destroyed ? 'closed' : 'open'
  }

  address(): object {
    return {}
  }

  setTimeout(milliseconds: number, callback?: () => void): this {
    clearTimeout(this._timer)
    if (milliseconds > 0) this._timer = setTimeout(() => this.emit('timeout'), milliseconds).unref()
    if (callback !== undefined && milliseconds > 0) this.once('timeout', callback)
    else if (callback !== undefined) this.off('timeout', callback)
    return this
  }

  setNoDelay(): this {
    return this
  }

  setKeepAlive(): this {
    return this
  }

  ref(): this {
    return this
  }

  unref(): this {
    return this
  }

  destroySoon(): void {
    this.destroy()
  }

  resetAndDestroy(): this {
    return this.destroy()
  }

  override _read(): void {}

  override _write(_chunk: unknown, _encoding: string, written: () => void): void {
    written()
  }

  override _destroy(error: Error | null, destroyed: (error: Error | null) => void): void {
    clearTimeout(this._timer)
    destroyed(error)
  }
}
