/**
 * The value of `Host`, of `:authority`, and the authority of a target: `uri-host [ ":" port ]`.
 *
 *     uri-host  = IP-literal / IPv4address / reg-name
 *     reg-name  = *( unreserved / pct-encoded / sub-delims )
 *     port      = *DIGIT
 *
 * Stricter than the ABNF in three places: the host is not empty (whether an empty `Host` is in order depends on the
 * target, RFC 9112 §3.2, so that is for the caller to say), a port has at most five digits and is at most 65535,
 * and in brackets there is an IPv6 address, neither IPvFuture, which nobody has assigned, nor a zone, which is nobody
 * else's business. No user information. Whatever looks like an IPv4 address without being one is a registered name,
 * as RFC 3986 has it, and so are `_` and the sub-delims, which no host of the DNS contains.
 */
import { COLON, DIGIT_0, DIGITS, LETTERS, OPEN_BRACKET, PERCENT, isDigit, octets } from './octets.ts'

/** A host and its port. */
export interface Host {
  /** In lower case; an IPv6 address with its brackets: `'example.com'`, `'[2001:db8::1]'`. */
  readonly host: string
  /** 0–65535; `undefined` when absent or empty, as in `example.com:`. */
  readonly port: number | undefined
}

const UNRESERVED_AND_SUB_DELIMS = octets(LETTERS + DIGITS + "-._~!$&'()*+,;=")
const HEX = octets(DIGITS + 'abcdefABCDEF')
const LONGEST_IPV6 = 'ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255'.length

/**
 * Whether a value is a valid host with or without port: {@link parseHost} without the parts, for each request.
 * @see RFC 9110 §7.2, RFC 3986 §3.2.2
 */
export function isHost(value: string): boolean {
  const end = value.charCodeAt(0) === OPEN_BRACKET ? endOfLiteral(value) : endOfName(value)
  return end > 0 && isEndOrPort(value, end)
}

/**
 * Splits a `Host` value or an authority into host and port.
 * @param value the field value, e.g. `example.com:8080`
 * @returns `undefined` when it is not valid: answer 400
 * @see RFC 9110 §7.2, RFC 3986 §3.2.2, §3.2.3
 */
export function parseHost(value: string): Host | undefined {
  if (!isHost(value)) return undefined
  const end = value.indexOf(':', value.indexOf(']') + 1)
  if (end === -1) return { host: value.toLowerCase(), port: undefined }
  const port = end + 1 === value.length ? undefined : Number(value.slice(end + 1))
  return { host: value.slice(0, end).toLowerCase(), port }
}

/** Index after the registered name or IPv4 address; 0 when there is none, -1 when a percent sign encodes nothing. */
function endOfName(value: string): number {
  for (let i = 0; i < value.length; i++) {
    const octet = value.charCodeAt(i)
    if (UNRESERVED_AND_SUB_DELIMS[octet]) continue
    if (octet !== PERCENT) return i
    if (!HEX[value.charCodeAt(i + 1)] || !HEX[value.charCodeAt(i + 2)]) return -1
    i += 2
  }
  return value.length
}

/** Index after the closing bracket; -1 when there is none, or no IPv6 address before it. */
function endOfLiteral(value: string): number {
  const close = value.indexOf(']')
  return close > 0 && isIPv6(value.slice(1, close)) ? close + 1 : -1
}

function isEndOrPort(value: string, start: number): boolean {
  if (start === value.length) return true
  if (value.charCodeAt(start) !== COLON || value.length - start > ':65535'.length) return false
  let port = 0
  for (let i = start + 1; i < value.length; i++) {
    const octet = value.charCodeAt(i)
    if (!isDigit(octet)) return false
    port = port * 10 + octet - DIGIT_0
  }
  return port <= 65_535
}

/** Eight groups of 16 bits, or up to seven around one `::`. The length is checked first: what follows is bounded by it. */
function isIPv6(text: string): boolean {
  if (text.length > LONGEST_IPV6) return false
  const sides = text.split('::')
  if (sides.length > 2) return false
  const groups = sides.reduce((sum, side, index) => sum + groupsOf(side, index === sides.length - 1), 0)
  return sides.length === 2 ? groups <= 7 : groups === 8
}

/** How many groups `1:2:3` has; infinitely many when one of them is none. Only the last may be an IPv4 address. */
function groupsOf(side: string, isLast: boolean): number {
  if (side === '') return 0
  const parts = side.split(':')
  const hasIPv4 = isLast && isIPv4(parts.at(-1)!)
  if (hasIPv4) parts.pop()
  if (!parts.every(isGroup)) return Infinity
  return parts.length + (hasIPv4 ? 2 : 0)
}

function isGroup(text: string): boolean {
  if (text.length === 0 || text.length > 4) return false
  for (let i = 0; i < text.length; i++) if (!HEX[text.charCodeAt(i)]) return false
  return true
}

/** Four numbers up to 255 without leading zeros. */
function isIPv4(text: string): boolean {
  const parts = text.split('.')
  return parts.length === 4 && parts.every((part) => Number(part) <= 255 && String(Number(part)) === part)
}
