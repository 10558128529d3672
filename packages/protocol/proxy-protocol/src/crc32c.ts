/** The polynomial 0x1EDC6F41, bits in reverse. */
const POLYNOMIAL = 0x82f63b78

const TABLE = Uint32Array.from({ length: 256 }, (_, octet) => {
  let remainder = octet
  for (let bit = 0; bit < 8; bit++) remainder = (remainder >>> 1) ^ (remainder & 1 ? POLYNOMIAL : 0)
  return remainder
})

/**
 * The checksum CRC-32C of octets, 0 to 2³² − 1. `node:zlib` has only the CRC-32 of another polynomial.
 * @see RFC 4960 Appendix B
 */
export function crc32c(bytes: Uint8Array): number {
  let remainder = 0xffffffff
  for (const octet of bytes) remainder = (remainder >>> 8) ^ TABLE[(remainder ^ octet) & 0xff]!
  return ~remainder >>> 0
}
