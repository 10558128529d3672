import { Buffer } from 'node:buffer'

const SIGNATURE = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1')
const SSL_VECTOR = Buffer.from([0x20, 0, 5, 0x01, 0, 0, 0, 0])

/** A header of version 1, from 203.0.113.7. */
export const PROXY_V1 = 'PROXY TCP4 203.0.113.7 192.0.2.1 4711 443\r\n'

/** A header of version 2, from 203.0.113.7; `isTls`: the client came over TLS. */
export function proxyV2(isTls = false): Buffer {
  const vectors = isTls ? SSL_VECTOR : Buffer.alloc(0)
  const addresses = Buffer.from([203, 0, 113, 7, 192, 0, 2, 1, 0x12, 0x67, 0x01, 0xbb])
  const fixed = Buffer.from([0x21, 0x11, 0, addresses.length + vectors.length])
  return Buffer.concat([SIGNATURE, fixed, addresses, vectors])
}

/** What a load balancer sends that looks whether we are there. */
export function localV2(): Buffer {
  return Buffer.concat([SIGNATURE, Buffer.from([0x20, 0, 0, 0])])
}
