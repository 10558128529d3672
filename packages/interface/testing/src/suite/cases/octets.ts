/** Bytes of an UTF-8 text. */
export function utf8(value: string): Uint8Array {
  return new TextEncoder().encode(value)
}

/** So many bytes of which no two neighbourhoods are alike, so that lost, doubled or reordered ones show. */
export function pattern(length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  for (let i = 0; i < length; i++) bytes[i] = (i * 31 + (i >>> 8) * 17 + (i >>> 16)) & 0xff
  return bytes
}

/** Bytes in pieces of one size. */
export function pieces(bytes: Uint8Array, size: number): Uint8Array[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
    bytes.subarray(i * size, (i + 1) * size),
  )
}
