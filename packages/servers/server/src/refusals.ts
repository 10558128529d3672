import { ProtocolError } from '@tsgi/http1'

/** What a server refuses although its grammar is right. */

/** There is nobody to connect to. */
export function noTunnel(): ProtocolError {
  return new ProtocolError('HTTP1_CONNECT', 'CONNECT makes no tunnel here (RFC 9110 §9.3.6)', 501)
}

/** The head took longer than `headTimeoutMs`. */
export function headTooSlow(): ProtocolError {
  return new ProtocolError('HTTP1_HEAD_TIMEOUT', 'The head took too long (RFC 9110 §15.5.9)', 408)
}

/** The content came more slowly than `minContentRate`. */
export function contentTooSlow(): ProtocolError {
  return new ProtocolError('HTTP1_CONTENT_TIMEOUT', 'The content took too long (RFC 9110 §15.5.9)', 408)
}

/** There is more content than `maxContentBytes`. */
export function contentTooLarge(): ProtocolError {
  return new ProtocolError('HTTP1_CONTENT_SIZE', 'More content than allowed (RFC 9110 §15.5.14)', 413)
}

/** What is served there has another rule for client certificates than what the connection was made for. */
export function misdirected(): ProtocolError {
  return new ProtocolError('HTTP1_MISDIRECTED', 'That host asks for other certificates (RFC 9110 §7.4)', 421)
}
