import { SERVER } from './certificates.ts'
import type { PlainOptions } from './server/messages.ts'

/** What clients speak: HTTP/1.1 without TLS and with it, HTTP/2 with TLS and without. */
export type Protocol = 'http' | 'https' | 'h2' | 'h2c'

/** Options of a server that speaks it, and what `http` and `https` are besides. */
export const PROTOCOL_OPTIONS: Readonly<Record<Protocol, PlainOptions>> = {
  http: {},
  https: { tls: SERVER },
  h2: { tls: SERVER },
  h2c: { http2: true },
}

/** Whether it is encrypted. */
export function isSecure(protocol: Protocol): boolean {
  return PROTOCOL_OPTIONS[protocol].tls !== undefined
}

/** Whether it is HTTP/2. */
export function isHttp2(protocol: Protocol): boolean {
  return protocol === 'h2' || protocol === 'h2c'
}
