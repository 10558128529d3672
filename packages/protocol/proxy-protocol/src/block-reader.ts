/*
 * Version 2 (§2.2): a block of octets, numbers in network order.
 *
 *     12  signature
 *      1  version (high) and command (low)
 *      1  address family (high) and transport (low)
 *      2  length of what follows:
 *         addresses of source and destination, their ports, as the family has them
 *         vectors up to the end (vectors.ts)
 *
 * What `LOCAL` and an unspecified family bring along is skipped unread: not even where vectors begin is certain there.
 */
import { canonicalIpv6 } from './canonical-ipv6.ts'
import { SILENT } from './proxy-header.ts'
import type { ProxyAddress, ProxyHeader, ProxyHeaderReader } from './proxy-header.ts'
import { ProxyProtocolError, noHeader } from './proxy-protocol-error.ts'
import { readVectors } from './vectors.ts'

const SIGNATURE = Uint8Array.of(0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a)
const COMMAND_AT = 12
const FAMILY_AT = 13
const LENGTH_AT = 14
/** Octets up to and with the length. */
const FIXED = 16

/** Version 2 is part of each. */
const LOCAL = 0x20
const PROXY = 0x21

interface Family {
  readonly addressOctets: number
  readonly portOctets: number
  /** Absent where addresses mean nothing to us: those of unix sockets are files of another machine. */
  readonly format?: (address: Uint8Array) => string
}

const UNSPECIFIED = 0
/** By number. */
const FAMILIES: readonly Family[] = [
  { addressOctets: 0, portOctets: 0 },
  { addressOctets: 4, portOctets: 2, format: (address) => address.join('.') },
  { addressOctets: 16, portOctets: 2, format: formatIpv6 },
  { addressOctets: 108, portOctets: 0 },
]
/** Unspecified, stream, datagram. */
const TRANSPORTS = 3

/** A reader for version 2. */
export function blockReader(maxBytes: number): ProxyHeaderReader {
  return new BlockReader(maxBytes)
}

class BlockReader implements ProxyHeaderReader {
  header: ProxyHeader | null = null
  readonly #maxBytes: number
  /** Our own copy, of the length that is known so far. */
  #block: Uint8Array = new Uint8Array(FIXED)
  #filled = 0

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  read(bytes: Uint8Array, start: number, end: number): number {
    let at = start
    if (this.#filled < FIXED) {
      at = this.#take(bytes, at, end)
      checkSignature(this.#block, this.#filled)
      if (this.#filled < FIXED) return -1
      this.#extend()
    }
    at = this.#take(bytes, at, end)
    if (this.#filled < this.#block.length) return -1
    this.header = parseBlock(this.#block)
    return at
  }

  /** @returns the offset after what there was room for */
  #take(bytes: Uint8Array, start: number, end: number): number {
    const stop = Math.min(end, start + this.#block.length - this.#filled)
    this.#block.set(bytes.subarray(start, stop), this.#filled)
    this.#filled += stop - start
    return stop
  }

  #extend(): void {
    checkKind(this.#block)
    const length = FIXED + uint16(this.#block, LENGTH_AT)
    if (length > this.#maxBytes) throw blockTooLong(length, this.#maxBytes)
    const block = new Uint8Array(length)
    block.set(this.#block)
    this.#block = block
  }
}

function checkSignature(block: Uint8Array, filled: number): void {
  const length = Math.min(filled, SIGNATURE.length)
  for (let i = 0; i < length; i++) if (block[i] !== SIGNATURE[i]) throw noHeader()
}

function checkKind(block: Uint8Array): void {
  const command = block[COMMAND_AT]!
  if (command !== LOCAL && command !== PROXY) throw badBlock(`version and command ${command}`)
  if (command === LOCAL) return
  const { family, transport } = kindOf(block)
  if (family >= FAMILIES.length) throw badBlock(`address family ${family}`)
  if (transport >= TRANSPORTS) throw badBlock(`transport ${transport}`)
}

function parseBlock(block: Uint8Array): ProxyHeader {
  const { family, transport } = kindOf(block)
  if (block[COMMAND_AT] === LOCAL || family === UNSPECIFIED || transport === UNSPECIFIED) {
    return { version: 2, ...SILENT }
  }

  const { addressOctets, portOctets, format } = FAMILIES[family]!
  const portsAt = FIXED + 2 * addressOctets
  const vectorsAt = portsAt + 2 * portOctets
  if (vectorsAt > block.length) throw badBlock(`${block.length} octets, too few for its addresses`)

  const endpoint = (index: number): ProxyAddress | null => {
    if (format === undefined) return null
    const at = FIXED + index * addressOctets
    const address = format(block.subarray(at, at + addressOctets))
    return { address, port: uint16(block, portsAt + index * portOctets) }
  }
  return { version: 2, source: endpoint(0), destination: endpoint(1), ...readVectors(block, vectorsAt) }
}

function kindOf(block: Uint8Array): { family: number; transport: number } {
  const octet = block[FAMILY_AT]!
  return { family: octet >> 4, transport: octet & 0x0f }
}

function formatIpv6(address: Uint8Array): string {
  const groups: string[] = []
  for (let i = 0; i < address.length; i += 2) groups.push(uint16(address, i).toString(16))
  return canonicalIpv6(groups.join(':'))
}

function uint16(bytes: Uint8Array, at: number): number {
  return bytes[at]! * 256 + bytes[at + 1]!
}

function badBlock(came: string): ProxyProtocolError {
  return new ProxyProtocolError('PROXY_BLOCK', `Malformed PROXY header: ${came} (§2.2)`)
}

function blockTooLong(length: number, most: number): ProxyProtocolError {
  return new ProxyProtocolError('PROXY_SIZE', `PROXY header of ${length} octets, more than ${most} (§2.2)`)
}
