/*
 * A request may tell another client, or another scheme, than its connection: middleware has believed a proxy, or a proxy has
 * said so in front of the first request. Listeners ask the socket for both. So they get a face of it, which tells what the
 * request tells and is the socket in all else: what is set on it, and who listens to it, is there on the socket.
 */
import type { Socket } from 'node:net'
import type { Address, HttpRequest } from '@tsgi/spec'

/** What a request tells of its client. */
export type Told = Pick<HttpRequest, 'remote' | 'scheme'>

/** The face that was asked for last: most connections need one, or none. */
interface Shown extends Told {
  readonly face: Socket
}

const REAL = Symbol('tsgi.socket')
const SHOWN = Symbol('tsgi.socket-face')

type ShowingSocket = Socket & { [REAL]?: Socket; [SHOWN]?: Shown }

/** The socket as listeners shall see it: itself, where it tells what the request tells. */
export function socketFor(socket: Socket, { remote, scheme }: Told): Socket {
  const real: ShowingSocket = (socket as ShowingSocket)[REAL] ?? socket
  const shown = real[SHOWN]
  if (shown !== undefined && shown.remote === remote && shown.scheme === scheme) return shown.face
  const face = tells(real, { remote, scheme }) ? real : new Proxy(real, new Face(real, { remote, scheme }))
  real[SHOWN] = { remote, scheme, face }
  return face
}

function tells(socket: Socket, { remote, scheme }: Told): boolean {
  const isSecure = (socket as { encrypted?: boolean }).encrypted === true
  return isSecure === (scheme === 'https') && isPeer(socket, remote)
}

/** An IPv4 client of an IPv6 socket has two ways to write its address. */
function isPeer({ remoteAddress, remotePort }: Socket, remote: Address | null): boolean {
  if (remote === null || remoteAddress === undefined)
    return (remote === null) === (remoteAddress === undefined)
  const isSame = remoteAddress === remote.address || remoteAddress === `::ffff:${remote.address}`
  return isSame && remotePort === remote.port
}

class Face implements ProxyHandler<Socket> {
  readonly #told: ReadonlyMap<PropertyKey, unknown>

  constructor(real: Socket, { remote, scheme }: Told) {
    this.#told = new Map<PropertyKey, unknown>([
      [REAL, real],
      ['remoteAddress', remote?.address],
      ['remotePort', remote?.port],
      ['remoteFamily', familyOf(remote)],
      ['encrypted', scheme === 'https'],
    ])
  }

  has(real: Socket, key: PropertyKey): boolean {
    return this.#told.has(key) || Reflect.has(real, key)
  }

  /** Accessors are those of the socket itself. */
  get(real: Socket, key: PropertyKey): unknown {
    return this.#told.has(key) ? this.#told.get(key) : Reflect.get(real, key, real)
  }

  set(real: Socket, key: PropertyKey, value: unknown): boolean {
    return Reflect.set(real, key, value, real)
  }
}

/** As sockets of Node name the kind of an address. */
export function familyOf(remote: Address | null): string | undefined {
  if (remote === null) return undefined
  return remote.address.includes(':') ? 'IPv6' : 'IPv4'
}
