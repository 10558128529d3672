/*
 * Version 1 (§2.1): one line of text, ended by CR LF.
 *
 *     PROXY TCP4 192.0.2.1 198.51.100.2 56324 443
 *     PROXY TCP6 2001:db8::1 2001:db8::2 56324 443
 *     PROXY UNKNOWN and whatever else, which is ignored
 *
 * One space stands between the words, and numbers have no leading zeros.
 */
import { isIPv4, isIPv6 } from 'node:net'
import { canonicalIpv6 } from './canonical-ipv6.ts'
import { SILENT } from './proxy-header.ts'
import type { ProxyAddress, ProxyHeader, ProxyHeaderReader } from './proxy-header.ts'
import { ProxyProtocolError, noHeader } from './proxy-protocol-error.ts'

const START = 'PROXY '
/** CR LF included. */
const MAX_LINE_BYTES = 107

/** A reader for version 1. */
export function lineReader(): ProxyHeaderReader {
  return new LineReader()
}

class LineReader implements ProxyHeaderReader {
  header: ProxyHeader | null = null
  #line = ''

  read(bytes: Uint8Array, start: number, end: number): number {
    for (let at = start; at < end; at++) {
      this.#add(String.fromCharCode(bytes[at]!))
      if (!this.#line.endsWith('\r\n')) continue
      this.header = parseLine(this.#line.slice(0, -2))
      return at + 1
    }
    return -1
  }

  #add(character: string): void {
    const { length } = this.#line
    if (length < START.length && character !== START[length]) throw noHeader()
    if (this.#line.endsWith('\r') !== (character === '\n')) throw badLine('CR and LF come together')
    this.#line += character
    if (length + 1 === MAX_LINE_BYTES && character !== '\n') throw lineTooLong()
  }
}

/** The canonical form of an address, or `undefined`. */
type ParseAddress = (text: string) => string | undefined

const PARSERS: ReadonlyMap<string | undefined, ParseAddress> = new Map<string, ParseAddress>([
  ['TCP4', (text) => (isIPv4(text) ? text : undefined)],
  ['TCP6', (text) => (isIPv6(text) && !text.includes('%') ? canonicalIpv6(text) : undefined)],
])

function parseLine(line: string): ProxyHeader {
  const [, protocol, source, destination, sourcePort, destinationPort, ...rest] = line.split(' ')
  if (protocol === 'UNKNOWN') return { version: 1, ...SILENT }

  const parseAddress = PARSERS.get(protocol)
  if (parseAddress === undefined) throw badLine('the protocol is TCP4, TCP6 or UNKNOWN')
  if (rest.length > 0) throw badLine('two addresses and two ports follow the protocol')
  return {
    version: 1,
    ...SILENT,
    source: endpoint(parseAddress, source, sourcePort),
    destination: endpoint(parseAddress, destination, destinationPort),
  }
}

function endpoint(parseAddress: ParseAddress, addressText = '', portText = ''): ProxyAddress {
  const address = parseAddress(addressText)
  const port = parsePort(portText)
  if (address === undefined) throw badLine('addresses are of the family that is named')
  if (port === undefined) throw badLine('ports are 0 to 65535')
  return { address, port }
}

/** In its only spelling: no sign, no blanks, no leading zeros. */
function parsePort(text: string): number | undefined {
  const port = Number(text)
  return Number.isInteger(port) && port >= 0 && port <= 65_535 && String(port) === text ? port : undefined
}

function badLine(expected: string): ProxyProtocolError {
  return new ProxyProtocolError('PROXY_LINE', `Malformed PROXY line: ${expected} (§2.1)`)
}

function lineTooLong(): ProxyProtocolError {
  return new ProxyProtocolError('PROXY_SIZE', `PROXY line of more than ${MAX_LINE_BYTES} octets (§2.1)`)
}
