import { mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeBody } from './close-body.ts'
import { fileBody } from './file-body.ts'

const size = 150_000
const content = Buffer.from(Array.from({ length: size }, (_, index) => index % 251))

let folder: string
let path: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tsgi-file-body-'))
  path = join(folder, 'content.bin')
  await writeFile(path, content)
})

afterAll(() => rm(folder, { recursive: true }))

async function read(body: AsyncIterable<Uint8Array>): Promise<Uint8Array[]> {
  const chunks: Uint8Array[] = []
  for await (const chunk of body) chunks.push(chunk)
  return chunks
}

/** Whether this process has the file open, where that can be told. */
async function isOpen(name: string): Promise<boolean> {
  const { readlink } = await import('node:fs/promises')
  const links = await readdir('/proc/self/fd').catch(() => [])
  const targets = await Promise.all(links.map((link) => readlink(`/proc/self/fd/${link}`).catch(() => '')))
  return targets.includes(name)
}

describe('fileBody (BODY-17)', () => {
  it('tells the file and the range', () => {
    expect(fileBody(path, { start: 3, end: 9 }).file).toEqual({ path, start: 3, end: 9 })
  })

  it.each([
    ['the whole file', 0, size],
    ['a part across chunks', 65_000, 140_001],
    ['a single byte', 149_999, size],
    ['nothing', 5, 5],
  ])('reads %s', async (_, start, end) => {
    const chunks = await read(fileBody(path, { start, end }))
    expect(Buffer.concat(chunks).equals(content.subarray(start, end))).toBe(true)
  })

  it('reads in chunks of 64 KiB that belong to the receiver (BODY-2)', async () => {
    const chunks = await read(fileBody(path, { start: 0, end: size }))
    expect(chunks.map((chunk) => chunk.byteLength)).toEqual([65_536, 65_536, 18_928])
    expect(new Set(chunks.map((chunk) => chunk.buffer)).size).toBe(3)
  })

  it('fails when the file has become too short, and never ends cleanly (CN14)', async () => {
    const shrinking = join(folder, 'shrinking.bin')
    await writeFile(shrinking, content)
    const iterator = fileBody(shrinking, { start: 0, end: size })[Symbol.asyncIterator]()
    await iterator.next()
    await truncate(shrinking, 70_000)
    await expect(iterator.next()).resolves.toMatchObject({ value: { byteLength: 4_464 } })
    await expect(iterator.next()).rejects.toThrow('The file ends at 70000, not at 150000')
    expect(await isOpen(shrinking)).toBe(false)
  })

  it('fails when there is no such file, but only once it is read', async () => {
    const body = fileBody(join(folder, 'missing'), { start: 0, end: 1 })
    await expect(read(body)).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('closes the file at the end, when the reader leaves, and when the body is closed (RS3, ST18)', async () => {
    await read(fileBody(path, { start: 0, end: size }))
    for await (const chunk of fileBody(path, { start: 0, end: size })) {
      expect(chunk.byteLength).toBe(65_536)
      break
    }
    const body = fileBody(path, { start: 0, end: size })
    const iterator = body[Symbol.asyncIterator]()
    await iterator.next()
    closeBody(body)
    expect(await iterator.next()).toMatchObject({ done: true })
    expect(await isOpen(path)).toBe(false)
  })

  it.each(['relative.txt', './a', '', 'C:relative'])('refuses the path %j', (relative) => {
    expect(() => fileBody(relative, { start: 0, end: 1 })).toThrow(TypeError)
  })

  it.each([
    [-1, 5],
    [5, 4],
    [0, Number.NaN],
    [0.5, 2],
    [0, Number.POSITIVE_INFINITY],
  ])('refuses the range %d to %d (RS4)', (start, end) => {
    expect(() => fileBody(path, { start, end })).toThrow(TypeError)
  })
})
