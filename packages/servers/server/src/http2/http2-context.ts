import type { Gateway } from '@tsgi/exchange'
import type { MessageLimits, ProtocolError } from '@tsgi/http1'
import type { Address } from '@tsgi/spec'
import type { Counters } from '../operations/counters.ts'
import type { ServedConnection } from '../served-connection.ts'

/** What all HTTP/2 connections of a server share. */
export interface Http2Context {
  /** The application, and whom to tell of its faults. */
  readonly gateway: Gateway
  /** Counts what happens. */
  readonly counters: Counters
  /** Limits of heads: `maxHeadBytes` as HTTP/2 counts them (RFC 9113 §6.5.2), `maxFields`, `maxRequestLineBytes`. */
  readonly limits: MessageLimits
  /** Scheme of the listener. */
  readonly scheme: 'http' | 'https'
  /** Milliseconds without a request after which a connection is closed. */
  readonly keepAliveMs: number
  /** Milliseconds that content of a request may stay away while somebody waits for it, and a client with open streams. */
  readonly readTimeoutMs: number
  /** Milliseconds that a client may let what was written wait. */
  readonly writeTimeoutMs: number
  /** Milliseconds from the last frame to when the connection is dropped. */
  readonly drainMs: number
  /** Told of what clients do wrong. */
  readonly clientError: (error: ProtocolError, remote: Address | null) => void
  /** Told once, when the connection is gone. */
  readonly closed: (connection: ServedConnection) => void
}
