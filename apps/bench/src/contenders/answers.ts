/** What all contenders answer: the content of `GET /`. */
export const HELLO = 'Hello, World!'

/** How many chunks `GET /stream` sends. */
export const CHUNK_COUNT = 64

/** Each of these chunks: 1 KiB. */
export const CHUNK: Uint8Array = new TextEncoder().encode('x'.repeat(1024))

/** Counts the bytes of a stream without keeping any. */
export async function countBytes(stream: AsyncIterable<Uint8Array>): Promise<number> {
  let bytes = 0
  for await (const chunk of stream) bytes += chunk.byteLength
  return bytes
}

/** What gateways answer to `GET /`, as JSON. */
export const GREETING: Readonly<Record<string, string>> = { message: HELLO }

/** What they answer to `GET /large`: 1 MiB. */
export const LARGE: Uint8Array = new TextEncoder().encode('x'.repeat(2 ** 20))
