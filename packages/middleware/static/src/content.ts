import { Buffer } from 'node:buffer'
import type { ResponseBody } from '@tsgi/spec'
import { closeDescriptor, readDescriptor, statDescriptor } from './descriptor.ts'
import { FileStream, fileBody } from './file-stream.ts'
import type { Part, Span } from './file-stream.ts'
import type { Opened } from './open-file.ts'

/** Where the bytes of a representation come from. */
export interface Content {
  /** How many there are. */
  readonly size: number
  /** Whether bodies are buffered, and can be given to any number of requests. */
  readonly isBuffered: boolean
  /** Whether bodies are being sent that hold its memory, and hand it over piece by piece. */
  readonly isInUse: () => boolean
  /** A body with the bytes of a span. */
  readonly body: (span: Span) => ResponseBody
  /** A body with several parts. */
  readonly parts: (parts: readonly Part[]) => ResponseBody
  /** Lets go of what no body has taken. */
  readonly release: () => void
}

/** Beyond this a body is handed over piece by piece, so that what a slow client is sent does not pile up. */
const BUFFERED_BYTES = 1024 * 1024

/** Bytes in memory, which any number of bodies share. */
export function memoryContent(bytes: Uint8Array): Content {
  const use: Use = { bodies: 0 }
  return {
    size: bytes.length,
    isBuffered: bytes.length <= BUFFERED_BYTES,
    isInUse: () => use.bodies > 0,
    body: ({ start, end }) => memoryBody([bytes.subarray(start, end)], use),
    parts: (parts) =>
      memoryBody(
        parts.map((part) => ('start' in part ? bytes.subarray(part.start, part.end) : part)),
        use,
      ),
    release: () => {},
  }
}

/** An open file, for one body, which closes it. */
export function fileContent(opened: Opened): Content {
  let taken = false
  const take = <T>(body: T): T => {
    taken = true
    return body
  }
  return {
    size: Number(opened.stats.size),
    isBuffered: false,
    isInUse: () => true,
    body: (span) => take(fileBody(opened, span)),
    parts: (parts) => take(new FileStream(opened, parts)),
    release() {
      if (!taken) closeDescriptor(opened.descriptor)
      taken = true
    },
  }
}

/**
 * Reads a whole file and closes it.
 * @returns `undefined` when it changed meanwhile
 */
export async function readWhole(opened: Opened): Promise<Uint8Array | undefined> {
  const bytes = Buffer.allocUnsafeSlow(Number(opened.stats.size))
  try {
    let position = 0
    while (position < bytes.length) {
      const count = await readDescriptor(opened.descriptor, bytes.subarray(position), position)
      if (count === 0) return undefined
      position += count
    }
    const { mtimeNs, ctimeNs, size } = await statDescriptor(opened.descriptor)
    const { stats } = opened
    return mtimeNs === stats.mtimeNs && ctimeNs === stats.ctimeNs && size === stats.size ? bytes : undefined
  } finally {
    closeDescriptor(opened.descriptor)
  }
}

/** How many bodies are being sent. */
interface Use {
  bodies: number
}

function memoryBody(parts: readonly Uint8Array[], use: Use): ResponseBody {
  const size = parts.reduce((sum, part) => sum + part.length, 0)
  if (size > BUFFERED_BYTES) return pieces(parts, use)
  return parts.length === 1 ? parts[0]! : Buffer.concat(parts)
}

async function* pieces(parts: readonly Uint8Array[], use: Use): AsyncGenerator<Uint8Array, void> {
  use.bodies++
  try {
    for (const part of parts) {
      for (let start = 0; start < part.length; start += BUFFERED_BYTES) {
        yield part.subarray(start, start + BUFFERED_BYTES)
      }
    }
  } finally {
    use.bodies--
  }
}
