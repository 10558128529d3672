import { SocketAddress, isIPv4, isIPv6 } from 'node:net'
import type { Address } from '@tsgi/spec'

/** What in `Forwarded` stands for a port that its proxy does not tell. */
const OBFUSCATED_PORT = /^_[A-Za-z0-9._-]+$/
const PORT = /^[0-9]{1,5}$/

/** Port of an address that came without one, or with one that its proxy does not tell. */
const UNTOLD = 0

/**
 * Reads the address in an element of `X-Forwarded-For`, or in a parameter `for`.
 *
 *     node     = nodename [ ":" node-port ]
 *     nodename = IPv4address / "[" IPv6address "]" / "unknown" / obfnode
 *
 * `X-Forwarded-For` has no grammar; proxies write IPv6 addresses there without brackets.
 * @param bareIPv6 whether they may be without
 * @returns the address in one spelling: IPv6 compressed and in lower case, IPv4-mapped as IPv4; `undefined` when it is
 *   hidden, unknown or malformed
 * @see RFC 7239 §6
 */
export function parseNode(text: string, bareIPv6: boolean): Address | undefined {
  if (text.startsWith('[')) {
    const close = text.indexOf(']')
    return addressOf(ipv6Of(text.slice(1, close)), text.slice(close + 1))
  }
  if (bareIPv6 && text.includes('::')) return addressOf(ipv6Of(text), '')
  const colon = text.indexOf(':')
  if (colon === -1) return addressOf(ipv4Of(text), '')
  if (bareIPv6 && text.includes(':', colon + 1)) return addressOf(ipv6Of(text), '')
  return addressOf(ipv4Of(text.slice(0, colon)), text.slice(colon))
}

function addressOf(address: string | undefined, colonAndPort: string): Address | undefined {
  const port = portOf(colonAndPort)
  return address === undefined || port === undefined ? undefined : { address, port }
}

function portOf(colonAndPort: string): number | undefined {
  if (colonAndPort === '') return UNTOLD
  const text = colonAndPort.slice(1)
  if (!colonAndPort.startsWith(':')) return undefined
  if (OBFUSCATED_PORT.test(text)) return UNTOLD
  return PORT.test(text) && Number(text) <= 65_535 ? Number(text) : undefined
}

function ipv4Of(text: string): string | undefined {
  return isIPv4(text) ? text : undefined
}

/** A zone means something on one machine only. */
function ipv6Of(text: string): string | undefined {
  if (!isIPv6(text) || text.includes('%')) return undefined
  return isCanonical(text) ? text : canonical(text)
}

/**
 * Most addresses are canonical as they come, which shows without parsing: no zero is written out, `::` stands for more
 * than one (RFC 5952 §4.2), and does not begin what may be an IPv4 address.
 */
function isCanonical(text: string): boolean {
  return !/^[:0]|:0|[A-F.]/.test(text) && (!text.includes('::') || text.split(':').length <= 7)
}

function canonical(text: string): string {
  const { address } = new SocketAddress({ address: text, family: 'ipv6' })
  return address.startsWith('::ffff:') && address.includes('.') ? address.slice('::ffff:'.length) : address
}
