import {
  appendFileSync,
  closeSync,
  openSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it, vi } from 'vitest'
import { serveStatic } from '../src/index.ts'
import { folder, noise, write } from './folder.ts'
import { startAsking } from './start-asking.ts'
import type { Asked, StartedAsking } from './start-asking.ts'

/** More than the buffers between both ends take. */
const SIZE = 64 * 1024 * 1024
const bytes = noise(SIZE)
const CANARY = Buffer.from('canary'.repeat(1000))

interface Running extends StartedAsking {
  readonly root: string
  readonly path: string
  readonly asked: Asked
}

/** A download under way, of which the client has read no more than the beginning. */
async function download(): Promise<Running> {
  const root = folder({ 'a.bin': bytes })
  const started = await startAsking(serveStatic(root))
  const asked = started.ask('/a.bin')
  await asked.begun
  return { ...started, root, path: join(root, 'a.bin'), asked }
}

const isWhole = (content: Uint8Array): boolean => Buffer.compare(content, bytes) === 0

describe('G32 files that change while they are sent', () => {
  it('breaks off when one is cut short', async () => {
    const { path, asked, errors } = await download()
    truncateSync(path, SIZE / 2)
    const content = await asked.content()
    expect(content.length).toBeLessThanOrEqual(SIZE / 2)
    expect(Buffer.compare(content, bytes.subarray(0, content.length))).toBe(0)
    expect(String(errors[0])).toContain('The file ends at')
  })

  it('breaks off when one is written over, by as many bytes', async () => {
    const { path, asked, errors } = await download()
    writeFileSync(path, noise(SIZE, 2), { flag: 'r+' })
    expect((await asked.content()).length).toBeLessThan(SIZE)
    expect(String(errors[0])).toContain('The file changed')
  })

  it('breaks off when one is written over, by more bytes', async () => {
    const { path, asked, errors } = await download()
    writeFileSync(path, noise(SIZE + 1, 2), { flag: 'r+' })
    expect((await asked.content()).length).toBeLessThan(SIZE)
    expect(String(errors[0])).toContain('The file changed')
  })

  it('breaks off when a byte changed', async () => {
    const { path, asked } = await download()
    const descriptor = openSync(path, 'r+')
    writeSync(descriptor, CANARY, 0, 1, SIZE - 1)
    closeSync(descriptor)
    expect((await asked.content()).length).toBeLessThan(SIZE)
  })

  it('sends what was announced of one that grows', async () => {
    const { path, asked, errors } = await download()
    appendFileSync(path, CANARY)
    expect(isWhole(await asked.content())).toBe(true)
    expect(errors).toEqual([])
  })

  it.each<[change: string, action: (path: string, root: string) => void]>([
    ['removed', (path) => rmSync(path)],
    [
      'replaced',
      (path, root) => {
        write(root, { next: CANARY })
        renameSync(join(root, 'next'), path)
      },
    ],
    [
      'replaced by a link',
      (path, root) => {
        write(root, { '.canary': CANARY })
        rmSync(path)
        symlinkSync(join(root, '.canary'), path)
      },
    ],
  ])('sends the whole of one that is %s', async (_change, action) => {
    const { path, root, asked, errors } = await download()
    action(path, root)
    expect(isWhole(await asked.content())).toBe(true)
    expect(errors).toEqual([])
  })
})

describe('ST18 closing files', () => {
  /** Descriptors of this process that are open below a folder. */
  const openBelow = (root: string): number =>
    readdirSync('/proc/self/fd').filter((descriptor) => {
      try {
        return readlinkSync(`/proc/self/fd/${descriptor}`).startsWith(root)
      } catch {
        return false
      }
    }).length

  it('closes the file of a client that leaves', async () => {
    const { root, asked } = await download()
    expect(openBelow(root)).toBe(1)
    asked.socket.destroy()
    await vi.waitFor(() => expect(openBelow(root)).toBe(0))
  })

  it('closes files whatever is answered', async () => {
    const root = folder({
      'a.bin': bytes.subarray(0, 2_000_000),
      'a.bin.gz': gzipSync(CANARY),
      'dir/index.html': 'x',
    })
    const { url } = await startAsking(serveStatic(root, { memory: false, listing: true }))
    const etag = (await fetch(`${url}/a.bin`)).headers.get('etag')!
    const requests: Array<[path: string, init: RequestInit]> = [
      ['/a.bin', {}],
      ['/a.bin', { method: 'HEAD' }],
      ['/a.bin', { method: 'POST' }],
      ['/a.bin', { headers: { 'if-none-match': etag } }],
      ['/a.bin', { headers: { 'if-match': '"x"' } }],
      ['/a.bin', { headers: { range: 'bytes=0-9' } }],
      ['/a.bin', { headers: { range: 'bytes=0-9,20-29' } }],
      ['/a.bin', { headers: { range: 'bytes=9999999-' } }],
      ['/dir', {}],
      ['/', {}],
    ]
    for (const [path, init] of requests)
      await (await fetch(url + path, { ...init, redirect: 'manual' })).arrayBuffer()
    await vi.waitFor(() => expect(openBelow(root)).toBe(0))
  })

  it('closes a file whose body somebody drops without closing it', async () => {
    const root = folder({ 'a.bin': bytes.subarray(0, 2_000_000) })
    const files = serveStatic(root)
    const { url } = await startAsking(async (request) => {
      await files(request)
      return { status: 204, headers: {}, body: null }
    })
    await fetch(`${url}/a.bin`)
    await vi.waitFor(() => expect(openBelow(root)).toBe(0))
  })

  it('closes files when an option fails', async () => {
    const root = folder({ 'a.bin': 'a' })
    const fail = (): never => {
      throw new Error('no fields')
    }
    const { url } = await startAsking(serveStatic(root, { memory: false, headers: fail }))
    expect((await fetch(`${url}/a.bin`)).status).toBe(500)
    await vi.waitFor(() => expect(openBelow(root)).toBe(0))
  })
})
