/*
 * Type-length-values of version 2 (§2.2): one octet of type, two of length, the value. Unknown types are skipped. A known
 * one that comes twice would leave open which counts, so it is refused.
 */
import { Buffer, isUtf8 } from 'node:buffer'
import { crc32c } from './crc32c.ts'
import type { ProxyHeader } from './proxy-header.ts'
import { ProxyProtocolError } from './proxy-protocol-error.ts'

const ALPN = 0x01
const AUTHORITY = 0x02
const CHECKSUM = 0x03
const UNIQUE_ID = 0x05
const SSL = 0x20

/** Known types: how many octets their values have. RFC 7301 §3.1 limits names of protocols. */
const VALUE_OCTETS: ReadonlyMap<number, readonly [least: number, most: number]> = new Map([
  [ALPN, [0, 255]],
  [AUTHORITY, [0, 65_535]],
  [CHECKSUM, [4, 4]],
  [UNIQUE_ID, [0, 128]],
  [SSL, [5, 65_535]],
])

/** Octets of type and length. */
const HEAD = 3
/** Flag in the first octet of `SSL` (§2.2.6): the client came over TLS. */
const CLIENT_SSL = 0x01

/**
 * What the vectors tell, from `start` to the end of the block.
 * @param block the whole header, the reader's own: its checksum is set to zero
 * @throws ProxyProtocolError
 */
export function readVectors(
  block: Uint8Array,
  start: number,
): Omit<ProxyHeader, 'version' | 'source' | 'destination'> {
  const values = splitVectors(block, start)
  verifyChecksum(block, values.get(CHECKSUM))
  const client = values.get(SSL)?.[0]
  const alpn = values.get(ALPN)
  return {
    tls: client === undefined ? null : (client & CLIENT_SSL) !== 0,
    authority: utf8(values.get(AUTHORITY)),
    alpn: alpn === undefined ? null : String.fromCharCode(...alpn),
    uniqueId: values.get(UNIQUE_ID) ?? null,
  }
}

/** The values of known types. */
function splitVectors(block: Uint8Array, start: number): Map<number, Uint8Array> {
  const values = new Map<number, Uint8Array>()
  for (let at = start; at < block.length;) {
    if (at + HEAD > block.length) throw badVector('ends within a type or length')
    const type = block[at]!
    const valueAt = at + HEAD
    const length = block[at + 1]! * 256 + block[at + 2]!
    at = valueAt + length
    if (at > block.length) throw badVector(`of type ${type} is longer than the header`)

    const range = VALUE_OCTETS.get(type)
    if (range === undefined) continue
    if (length < range[0] || length > range[1]) throw badVector(`of type ${type} with ${length} octets`)
    if (values.has(type)) throw badVector(`of type ${type} comes twice`)
    values.set(type, block.subarray(valueAt, at))
  }
  return values
}

/** Sums up the header as it was before its sum was put in: with zeros there (§2.2.3). */
function verifyChecksum(block: Uint8Array, value: Uint8Array | undefined): void {
  if (value === undefined) return
  const told = new DataView(value.buffer, value.byteOffset, value.length).getUint32(0)
  value.fill(0)
  if (crc32c(block) !== told) {
    throw new ProxyProtocolError('PROXY_CHECKSUM', 'The checksum of the PROXY header is wrong (§2.2.3)')
  }
}

function utf8(value: Uint8Array | undefined): string | null {
  if (value === undefined) return null
  if (!isUtf8(value)) throw badVector('with an authority that is not UTF-8')
  return Buffer.from(value).toString()
}

function badVector(what: string): ProxyProtocolError {
  return new ProxyProtocolError('PROXY_VECTOR', `Malformed PROXY header: a type-length-value ${what} (§2.2)`)
}
