/** Octets of a slice: what a thread is busy with while others wait for it. */
const SLICE_BYTES = 64 * 1024

/** Content that is there as a whole, slice by slice. */
export async function* slicesOf(bytes: Uint8Array): AsyncGenerator<Uint8Array, void> {
  for (let at = 0; at < bytes.length; at += SLICE_BYTES) yield bytes.subarray(at, at + SLICE_BYTES)
}
