import { Buffer } from 'node:buffer'
import * as zlib from 'node:zlib'
import type { HttpResponse, ResponseBody, ResponseHeaders } from '@tsgi/spec'
import { expect, onTestFinished } from 'vitest'
import type { Coding } from '../src/index.ts'

type Whole = (content: Uint8Array) => Buffer

/** Functions of zlib by name; zstd is not in all versions of Node. */
const FUNCTIONS = zlib as unknown as Readonly<Record<string, Whole | undefined>>

const NAMES: Readonly<Record<Coding, readonly [string, string]>> = {
  br: ['brotliCompressSync', 'brotliDecompressSync'],
  zstd: ['zstdCompressSync', 'zstdDecompressSync'],
  gzip: ['gzipSync', 'gunzipSync'],
  deflate: ['deflateSync', 'inflateSync'],
}

/** All codings. */
export const ALL: readonly Coding[] = ['br', 'zstd', 'gzip', 'deflate']

/** Codings that the running Node has, in the order in which they are preferred. */
export const CODINGS: readonly Coding[] = ALL.filter((coding) => FUNCTIONS[NAMES[coding][0]] !== undefined)

/** Codes a whole. */
export function encode(coding: Coding, content: string | Uint8Array): Buffer {
  return FUNCTIONS[NAMES[coding][0]]!(Buffer.from(content as Uint8Array))
}

/** Undoes a coding, of a whole. */
export function decode(coding: Coding, content: Uint8Array): Buffer {
  return FUNCTIONS[NAMES[coding][1]]!(content)
}

/** Text that becomes about a tenth, never twice the same line. */
export function prose(length: number): string {
  let text = ''
  for (let line = 0; text.length < length; line++)
    text += `${line}. The quick brown fox jumps ${(line * 7919) % 1000} times over the lazy dog.\n`
  return text.slice(0, length)
}

/** Numbers from 0 to 1 that look random, the same for the same seed. */
export function dice(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

/** Octets that do not become smaller. */
export function noise(length: number): Buffer {
  const roll = dice(length)
  const octets = Buffer.alloc(length)
  for (let at = 0; at < length; at++) octets[at] = roll() * 256
  return octets
}

/** A response with text. */
export function page(body: ResponseBody, headers: ResponseHeaders = {}, status = 200): HttpResponse {
  return { status, headers: { 'content-type': 'text/plain', ...headers }, body }
}

/** Chunks, one by one. */
export async function* chunked<T>(...chunks: T[]): AsyncGenerator<T, void> {
  yield* chunks
}

/** A promise that is settled by hand. */
export interface Gate<T = void> {
  readonly promise: Promise<T>
  readonly open: (value: T) => void
}

/** Makes a promise that is settled by hand. */
export function gate<T = void>(): Gate<T> {
  let open: Gate<T>['open']
  const promise = new Promise<T>((resolve) => (open = resolve))
  return { promise, open: open! }
}

/** Fails the test when a promise is rejected and nobody handles it, or something is thrown to nobody, until it has finished. */
export function expectNothingUnhandled(): void {
  const unhandled: unknown[] = []
  const note = (error: unknown): void => void unhandled.push(error)
  process.on('unhandledRejection', note).on('uncaughtException', note)
  onTestFinished(async () => {
    await new Promise((resolve) => void setImmediate(resolve))
    process.off('unhandledRejection', note).off('uncaughtException', note)
    expect(unhandled).toEqual([])
  })
}
