/*
 * What a server refuses although its grammar is right. Codes begin with the version of HTTP that was spoken.
 */
import { ProtocolError } from '@tsgi/http1'
import type { Client } from './arrival.ts'
import type { ServerLimits } from './options.ts'

/** A version of HTTP, as codes have it. */
export type Version = 'HTTP1' | 'HTTP2'

/** What is looked at of a head. */
interface Head {
  readonly method: string
  readonly authority: string
  readonly contentLength: number
}

/**
 * Refuses requests that no application is to see.
 * @throws ProtocolError
 */
export function refuseHead(head: Head, { admits }: Client, limits: ServerLimits, version: Version): void {
  if (head.method === 'CONNECT') throw noTunnel(version)
  if (admits !== null && !admits(head.authority)) throw misdirected(version)
  if (limits.maxContentBytes > 0 && head.contentLength > limits.maxContentBytes)
    throw contentTooLarge(version)
}

/** There is nobody to connect to. */
function noTunnel(version: Version): ProtocolError {
  return new ProtocolError(`${version}_CONNECT`, 'CONNECT makes no tunnel here (RFC 9110 §9.3.6)', 501)
}

/** What is served there has another rule for client certificates than what the connection was made for. */
function misdirected(version: Version): ProtocolError {
  return new ProtocolError(
    `${version}_MISDIRECTED`,
    'That host asks for other certificates (RFC 9110 §7.4)',
    421,
  )
}

/** The head took longer than `headTimeoutMs`. */
export function headTooSlow(): ProtocolError {
  return new ProtocolError('HTTP1_HEAD_TIMEOUT', 'The head took too long (RFC 9110 §15.5.9)', 408)
}

/** The content came more slowly than `minContentRate`. */
export function contentTooSlow(version: Version): ProtocolError {
  return new ProtocolError(`${version}_CONTENT_TIMEOUT`, 'The content took too long (RFC 9110 §15.5.9)', 408)
}

/** There is more content than `maxContentBytes`. */
export function contentTooLarge(version: Version): ProtocolError {
  return new ProtocolError(`${version}_CONTENT_SIZE`, 'More content than allowed (RFC 9110 §15.5.14)', 413)
}
