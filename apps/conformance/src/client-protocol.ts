import { readFileSync } from 'node:fs'
import { HTTP2_LIMITATIONS, http2Sender, httpSender } from '@tsgi/testing'
import type { HttpAddress, Limitations, Send } from '@tsgi/testing'
import { CERTIFICATE } from './certificate.ts'

/** What clients speak, to our server or to one in front of it. */
export interface ClientProtocol {
  /** As in URLs. */
  readonly scheme: 'http' | 'https'
  /** A client of it. */
  readonly sender: (address: HttpAddress) => Send
  /** What no server can do about. */
  readonly limitations: Limitations
}

const tls = { ca: readFileSync(CERTIFICATE.cert), servername: 'localhost' }

/** HTTP/1.1. */
export const HTTP1: ClientProtocol = {
  scheme: 'http',
  sender: (address) => httpSender(address),
  limitations: { lacks: {}, exceptions: {} },
}

/** HTTP/1.1 over TLS. */
export const HTTP1_TLS: ClientProtocol = {
  scheme: 'https',
  sender: (address) => httpSender(address, { tls }),
  limitations: {
    lacks: {},
    exceptions: {
      'http10-cut': 'the TLS of Node does not tell whether the other side has said that it ends',
    },
  },
}

/** HTTP/2 with prior knowledge. */
export const HTTP2: ClientProtocol = {
  scheme: 'http',
  sender: (address) => http2Sender(address),
  limitations: HTTP2_LIMITATIONS,
}

/** HTTP/2 over TLS. */
export const HTTP2_TLS: ClientProtocol = {
  scheme: 'https',
  sender: (address) => http2Sender(address, { tls }),
  limitations: HTTP2_LIMITATIONS,
}
