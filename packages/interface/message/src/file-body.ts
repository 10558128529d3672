import type { FileBody } from '@tsgi/spec'

/** Which bytes of a file a body has. */
export interface FileRange {
  /** Offset of the first byte. */
  start: number
  /** Offset of the byte after the last; that of the whole file is its size. */
  end: number
}

const chunkBytes = 64 * 1024

const absolutePath = /^(?:\/|\\\\|[A-Za-z]:[\\/])/

/**
 * A body with the bytes of a file from `start` up to, not including, `end` (SPEC BODY-17).
 *
 * Nothing is opened before the first chunk is asked for, and the file is closed at the end, on an error, and when the
 * reader leaves. A file that has become too short fails the body: its length was announced. Set `content-length` and
 * `content-type` yourself. Needs `node:fs`, which is loaded with the first chunk.
 * @param path absolute path
 * @throws TypeError when the path is not absolute or the range is not one
 */
export function fileBody(path: string, { start, end }: FileRange): FileBody {
  if (!absolutePath.test(path)) throw new TypeError(`The path of a file body is absolute: got '${path}'`)
  if (!isRange(start, end)) throw new TypeError(`Not a range of bytes: ${start} to ${end}`)
  const file = { path, start, end }
  return Object.assign(chunks(file), { file })
}

function isRange(start: number, end: number): boolean {
  return Number.isSafeInteger(start) && Number.isSafeInteger(end) && 0 <= start && start <= end
}

async function* chunks({ path, start, end }: FileBody['file']): AsyncGenerator<Uint8Array, void> {
  const { open } = await import('node:fs/promises')
  const handle = await open(path)
  try {
    let position = start
    while (position < end) {
      const chunk = new Uint8Array(Math.min(chunkBytes, end - position))
      const { bytesRead } = await handle.read(chunk, 0, chunk.length, position)
      if (bytesRead === 0) throw new Error(`The file ends at ${position}, not at ${end}: ${path}`)
      position += bytesRead
      yield chunk.subarray(0, bytesRead)
    }
  } finally {
    await handle.close()
  }
}
