/** Octets or characters of a slice: what a thread is busy with while others wait for it. */
const SLICE = 64 * 1024

/** Content that is there as a whole, slice by slice. Text is encoded when its slice is wanted, not all before the first. */
export async function* slicesOf(content: string | Uint8Array): AsyncGenerator<string | Uint8Array, void> {
  for (let at = 0; at < content.length;) {
    const end = endOf(content, at + SLICE)
    yield typeof content === 'string' ? content.slice(at, end) : content.subarray(at, end)
    at = end
  }
}

/** Not between the halves of a surrogate pair. */
function endOf(content: string | Uint8Array, end: number): number {
  return typeof content === 'string' && isHighSurrogate(content.charCodeAt(end - 1)) ? end + 1 : end
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff
}
