import type { Socket } from 'node:net'
import type { ServedConnection } from '@tsgi/listeners'
import type { Address } from '@tsgi/spec'

/** A connection that was accepted and is not served yet. */
export interface Arrival {
  /** Paused. Whoever takes the arrival over does so at once, and is the only one to use it. */
  readonly socket: Socket
  /** What was already read from it; `null`: nothing. */
  readonly first: Uint8Array | null
  /** Who has come. */
  readonly client: Client
}

/** What is known of a client before its first request, and holds for all of them. */
export interface Client {
  /** Scheme of its requests: that of the transport, or what a trusted proxy tells (NT13). */
  readonly scheme: 'http' | 'https'
  /** Its address; `null`: it has none; `undefined`: that of the socket, which nobody has asked yet. */
  readonly remote: Address | null | undefined
  /** What its exchanges get under symbols; `undefined`: nothing. */
  readonly extensions: Readonly<Record<symbol, unknown>> | undefined
  /** Whether its requests may be for an authority; `null`: for any. */
  readonly admits: ((authority: string) => boolean) | null
}

/** Takes an arrival over: serves it, or reads what comes before HTTP and passes it on. */
export type Entrance = (arrival: Arrival) => ServedConnection

/** A client of which nothing is known: all of them where HTTP is the first thing that is spoken. */
export const PLAIN_CLIENT: Client = {
  scheme: 'http',
  remote: undefined,
  extensions: undefined,
  admits: null,
}
