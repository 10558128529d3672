import * as zlib from 'node:zlib'
import type { Transform } from 'node:stream'
import { inTurn } from './in-turn.ts'

/** Content codings (RFC 9110 §8.4.1, RFC 7932, RFC 8878). `deflate` is the zlib format. */
export type Coding = 'br' | 'zstd' | 'gzip' | 'deflate'

/** In the order in which the server prefers them: those that make text smaller in less time come first. */
export const CODINGS: readonly Coding[] = ['br', 'zstd', 'gzip', 'deflate']

/** Numbers by which a coding takes more time and makes less of content, by default, at least and at most. */
export const LEVELS: Readonly<Record<Coding, { usual: number; least: number; most: number }>> = {
  // Beyond these, text of a page takes several times as long and becomes a few hundredths smaller.
  br: { usual: 4, least: 0, most: 11 },
  zstd: { usual: 3, least: 1, most: 19 },
  gzip: { usual: 6, least: 1, most: 9 },
  deflate: { usual: 6, least: 1, most: 9 },
}

/** A stream of zlib. */
export type Codec = Transform & {
  flush(kind: number, done: () => void): void
  close(): void
  /** Octets that were taken. */
  readonly bytesWritten: number
}

/** One coding, at one level. */
export interface Coder {
  /** Codes a whole in one call. */
  readonly now: (content: Uint8Array) => Uint8Array
  /** The same in another thread. */
  readonly soon: (content: Uint8Array) => Promise<Uint8Array>
  /** Codes a stream. */
  readonly stream: () => Codec
}

/** What Node 22.15 and later have; its types come later than ours. */
type Zlib = Record<string, unknown> & {
  readonly constants: Readonly<Record<string, number>>
}

interface Names {
  /** The middle of the names of its functions: `gzip` → `gzipSync`, `createGzip`. */
  readonly one: string
  readonly create: string
  readonly undo: string
  /** The middle of the names of the functions that undo it. */
  readonly undoOne: string
}

const { constants, ...functions } = zlib as unknown as Zlib

const NAMES: Readonly<Record<Coding, Names>> = {
  br: {
    one: 'brotliCompress',
    create: 'createBrotliCompress',
    undo: 'createBrotliDecompress',
    undoOne: 'brotliDecompress',
  },
  zstd: {
    one: 'zstdCompress',
    create: 'createZstdCompress',
    undo: 'createZstdDecompress',
    undoOne: 'zstdDecompress',
  },
  gzip: { one: 'gzip', create: 'createGzip', undo: 'createGunzip', undoOne: 'gunzip' },
  deflate: { one: 'deflate', create: 'createDeflate', undo: 'createInflate', undoOne: 'inflate' },
}

/** Options of zlib by level. */
const SETTINGS: Readonly<Record<Coding, (level: number) => object>> = {
  br: (level) => ({ params: { [constants['BROTLI_PARAM_QUALITY']!]: level } }),
  zstd: (level) => ({ params: { [constants['ZSTD_c_compressionLevel']!]: level } }),
  gzip: (level) => ({ level }),
  deflate: (level) => ({ level }),
}

/** Whether this runtime has a coding. Node has zstd from 22.15 and 23.8 on. */
export function isAvailable(coding: Coding): boolean {
  return typeof functions[NAMES[coding].create] === 'function'
}

/** Whether this runtime can undo a coding, and notices when it was cut off: of zstd Node 22 does not. */
export function isDecodable(coding: Coding): boolean {
  return (
    isAvailable(coding) &&
    noticesEnd(functions[`${NAMES[coding].undoOne}Sync`] as (coded: Uint8Array) => unknown)
  )
}

function noticesEnd(decode: (coded: Uint8Array) => unknown): boolean {
  try {
    decode(new Uint8Array(0))
    return false
  } catch {
    return true
  }
}

/** The codec of a coding, to compress at a level. */
export function coderOf(coding: Coding, level: number): Coder {
  const { one, create } = NAMES[coding]
  const settings = SETTINGS[coding](level)
  const now = functions[`${one}Sync`] as (content: Uint8Array, options: object) => Uint8Array
  const soon = functions[one] as (content: Uint8Array, options: object, done: Done) => void
  const open = functions[create] as (options: object) => Codec
  return {
    now: (content) => now(content, settings),
    soon: (content) =>
      inTurn(
        () =>
          new Promise((resolve, reject) =>
            soon(content, settings, (error, coded) => (error === null ? resolve(coded) : reject(error))),
          ),
      ),
    stream: () => open(settings),
  }
}

type Done = (error: Error | null, coded: Uint8Array) => void

/** The codec of a coding, to undo it. */
export function decoderOf(coding: Coding): Codec {
  return (functions[NAMES[coding].undo] as () => Codec)()
}

/** What makes a codec of a coding give all that it has, without forgetting what it has seen. */
export function flushKind(coding: Coding): number {
  if (coding === 'br') return constants['BROTLI_OPERATION_FLUSH']!
  return coding === 'zstd' ? constants['ZSTD_e_flush']! : constants['Z_SYNC_FLUSH']!
}
