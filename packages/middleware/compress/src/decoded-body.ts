import { Readable, pipeline } from 'node:stream'
import type { RequestBody } from '@tsgi/spec'
import { decoderOf } from './codings.ts'
import type { Codec, Coding } from './codings.ts'
import { DecompressError } from './decompress-error.ts'

/** How much content may become. */
export interface DecodeLimits {
  readonly maxBytes: number
  readonly maxRatio: number
}

/** So much content is not looked at for its ratio: short texts of one letter are no attack. */
const UNSUSPICIOUS_BYTES = 65_536

/** Content out of its codings. It is read once, as what it stands for is (SPEC BODY-3). */
export class DecodedBody implements RequestBody {
  readonly #body: RequestBody
  readonly #codings: readonly Coding[]
  readonly #limits: DecodeLimits

  /** @param codings in the order in which they were applied */
  constructor(body: RequestBody, codings: readonly Coding[], limits: DecodeLimits) {
    this.#body = body
    this.#codings = codings
    this.#limits = limits
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    const sent = new Source(this.#body[Symbol.asyncIterator]())
    const check = (bytes: number): void => assertWithin(bytes, sent.received, this.#limits)
    const content = this.#codings.reduceRight(
      (coded, coding) => new Source(decode(coded, decoderOf(coding), check)),
      sent,
    )
    return content[Symbol.asyncIterator]()
  }
}

/** Content in a coding. */
class Source implements AsyncIterable<Uint8Array> {
  /** Octets that came. */
  received = 0
  /** Why no more will come: not the fault of what came. */
  error: unknown = null
  readonly #chunks: AsyncIterator<Uint8Array>

  constructor(chunks: AsyncIterator<Uint8Array>) {
    this.#chunks = chunks
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void> {
    try {
      for (;;) {
        const step = await this.#chunks.next().catch((error: unknown) => {
          this.error = error
          throw error
        })
        if (step.done === true) return
        this.received += step.value.length
        yield step.value
      }
    } finally {
      await this.#chunks.return?.()
    }
  }
}

/** @param check throws when that many octets of content are too many */
async function* decode(
  source: Source,
  codec: Codec,
  check: (bytes: number) => void,
): AsyncGenerator<Uint8Array, void> {
  // Whatever fails comes out of the codec; who leaves the codec leaves the source.
  pipeline(Readable.from(source, { objectMode: false }), codec, () => {})
  let bytes = 0
  try {
    for await (const chunk of codec as AsyncIterable<Uint8Array>) {
      bytes += chunk.length
      check(bytes)
      yield chunk
    }
  } catch (error) {
    throw reasonOf(error, source)
  }
  // Codecs of Node take no more behind the end, and mostly say nothing.
  if (codec.bytesWritten < source.received)
    throw new DecompressError('DECOMPRESS_DATA', 'Content goes on behind the end of its coding')
}

function assertWithin(bytes: number, received: number, { maxBytes, maxRatio }: DecodeLimits): void {
  if (bytes > maxBytes)
    throw new DecompressError('DECOMPRESS_TOO_LARGE', `More than ${maxBytes} bytes of content when decoded`)
  if (bytes > UNSUSPICIOUS_BYTES && bytes > received * maxRatio)
    throw new DecompressError(
      'DECOMPRESS_RATIO',
      `Content becomes more than ${maxRatio} times as large when decoded`,
    )
}

function reasonOf(error: unknown, source: Source): unknown {
  if (source.error !== null) return source.error
  if (error instanceof DecompressError) return error
  return new DecompressError('DECOMPRESS_DATA', 'Content is not what its content-encoding says', {
    cause: error,
  })
}
