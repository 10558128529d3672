import { SocketAddress } from 'node:net'

const MAPPED = '::ffff:'

/**
 * An IPv6 address as Node writes that of a socket (RFC 5952): short and in lower case. An IPv4-mapped one gets its IPv4
 * form, so that a client has one address whichever way it came.
 * @param text a valid address without zone
 */
export function canonicalIpv6(text: string): string {
  const { address } = new SocketAddress({ address: text, family: 'ipv6' })
  return address.startsWith(MAPPED) && address.includes('.') ? address.slice(MAPPED.length) : address
}
