import { openSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { folder, noise } from '../test/folder.ts'
import { fileBody } from './file-stream.ts'
import type { FileStream } from './file-stream.ts'

const BYTES = noise(1_000_000)

function open(start: number, end: number): FileStream {
  const path = join(folder({ 'a.bin': BYTES }), 'a.bin')
  const opened = { descriptor: openSync(path, 'r'), path, stats: statSync(path, { bigint: true }) }
  return fileBody(opened, { start, end })
}

describe('FileStream', () => {
  it('gives chunks that are their receiver’s', async () => {
    const chunks: Uint8Array[] = []
    for await (const chunk of open(10, 900_000)) chunks.push(chunk)
    expect(chunks.map(({ length }) => length)).toEqual([262_144, 262_144, 262_144, 113_558])
    expect(Buffer.compare(Buffer.concat(chunks), BYTES.subarray(10, 900_000))).toBe(0)
  })

  it('lends the same memory again and again to who asks for that', async () => {
    const copies: Uint8Array[] = []
    const memories = new Set<ArrayBufferLike>()
    for (let times = 0; times < 2; times++) {
      for await (const chunk of open(0, 1_000_000).lentChunks()) {
        memories.add(chunk.buffer)
        copies.push(Uint8Array.from(chunk))
      }
    }
    expect(memories.size).toBe(1)
    expect(Buffer.compare(Buffer.concat(copies), Buffer.concat([BYTES, BYTES]))).toBe(0)
  })

  it('does not lend again what may still be on its way', async () => {
    const memories: ArrayBufferLike[] = []
    const streams = [open(0, 1_000_000), open(0, 1_000_000)]
    for (const stream of streams) {
      for await (const chunk of stream.lentChunks()) {
        memories.push(chunk.buffer)
        break
      }
    }
    expect(memories[0]).not.toBe(memories[1])
  })

  it('fails when it was closed, and closes once', async () => {
    const stream = open(0, 1_000_000)
    const chunks = stream[Symbol.asyncIterator]()
    await chunks.next()
    const pending = chunks.next()
    stream.destroy()
    stream.destroy()
    await pending
    await expect(chunks.next()).rejects.toThrow('Was closed')
  })
})
