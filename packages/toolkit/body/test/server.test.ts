import { execFile, spawnSync } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { json, noContent, text } from '@tsgi/message'
import type { Server } from '@tsgi/server'
import type { Application } from '@tsgi/spec'
import { FormData, fetch } from 'undici'
import { describe, expect, it, onTestFinished } from 'vitest'
import { readForm, readJson, readParts } from '../src/index.ts'
import { BOUNDARY, content, field, file } from './multipart.ts'
import { start } from './serve.ts'

const MIB = 1024 ** 2
const echo: Application = async (request) => json(await readJson(request, { maxBytes: 100 }))

function open(server: Server): Socket {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1').on('error', () => {})
  onTestFinished(() => void socket.destroy())
  return socket
}

async function answerOf(socket: Socket): Promise<string> {
  const [bytes] = (await once(socket, 'data')) as [Buffer]
  return bytes.toString('latin1')
}

function post(type: string, length: number, more = ''): string {
  return `POST / HTTP/1.1\r\nhost: a\r\ncontent-type: ${type}\r\ncontent-length: ${length}\r\n${more}\r\n`
}

describe('a client that waits for 100 (Continue)', () => {
  it.each([
    ['415 for another type', post('text/plain', 2), '415'],
    ['413 for too much', post('application/json', 101), '413'],
  ])('gets %s instead', async (_what, head, status) => {
    const server = await start(echo)
    const socket = open(server)
    socket.write(head.replace('\r\n\r\n', '\r\nexpect: 100-continue\r\n\r\n'))
    expect(await answerOf(socket)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
  })

  it('gets 415, 400 and 413 for multipart before a part is asked for', async () => {
    const server = await start(async (request) => {
      for await (const _part of readParts(request, { maxBytes: 100 }));
      return noContent()
    })
    const types = ['multipart/mixed; boundary=x', 'multipart/form-data', 'multipart/form-data; boundary=x']
    const statuses: string[] = []
    for (const type of types) {
      const socket = open(server)
      socket.write(post(type, 101, 'expect: 100-continue\r\n'))
      statuses.push((await answerOf(socket)).slice(9, 12))
    }
    expect(statuses).toEqual(['415', '400', '413'])
  })

  it('gets it when all is well', async () => {
    const socket = open(await start(echo))
    socket.write(post('application/json', 2, 'expect: 100-continue\r\n'))
    expect(await answerOf(socket)).toMatch(/^HTTP\/1\.1 100 /)
    socket.write('[]')
    expect(await answerOf(socket)).toMatch(/^HTTP\/1\.1 200 /)
  })
})

describe('a connection after 413', () => {
  it('is kept when the rest is short', async () => {
    const socket = open(await start(echo))
    socket.write(post('application/json', 101) + '['.repeat(101))
    expect(await answerOf(socket)).toMatch(/^HTTP\/1\.1 413 /)
    socket.write(`${post('application/json', 2)}[]`)
    expect(await answerOf(socket)).toMatch(/^HTTP\/1\.1 200 [^]*\[\]$/)
  })

  it('is closed when the rest is long', async () => {
    const socket = open(await start(echo))
    socket.write(post('application/json', 100 * MIB))
    expect(await answerOf(socket)).toMatch(/^HTTP\/1\.1 413 /)
    await once(socket, 'close')
  })

  it('is kept after a file that is too large, and after a loop that was left', async () => {
    const server = await start(async (request) => {
      for await (const part of readParts(request, { maxFileBytes: 4 })) {
        if (part.filename === undefined) break
      }
      return noContent()
    })
    const socket = open(server)
    for (const [body, status] of [
      [content([file('a', 'a'), '12345'], [field('b'), '']), '413'],
      [content([field('a'), 'x'], [field('b'), 'y'.repeat(1000)]), '204'],
    ] as const) {
      socket.write(post(`multipart/form-data; boundary=${BOUNDARY}`, body.length) + body)
      expect(await answerOf(socket)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
    }
  })
})

describe('a client that leaves', () => {
  it('is an error where the file is read, and nothing stays open', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tsgi-body-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const upload = new EventEmitter()
    let failure: unknown
    const server = await start(async (request) => {
      try {
        for await (const part of readParts(request, { maxBytes: 10 * MIB })) {
          upload.emit('begun')
          await pipeline(part.body, createWriteStream(join(folder, 'upload')))
        }
      } catch (error) {
        await rm(join(folder, 'upload'), { force: true })
        failure = error
        upload.emit('failed')
        throw error
      }
      return noContent()
    })
    const socket = open(server)
    const body = content([file('a', 'a'), 'x'.repeat(MIB)])
    socket.write(post(`multipart/form-data; boundary=${BOUNDARY}`, body.length) + body.slice(0, 300_000))
    await once(upload, 'begun')
    socket.destroy()
    await once(upload, 'failed')
    expect(failure).toMatchObject({ name: 'AbortError' })
    expect(await readdir(folder)).toEqual([])
  })
})

const hasCurl = spawnSync('curl', ['--version']).status === 0

describe.skipIf(!hasCurl)('uploads of curl', () => {
  it('arrive as they are, whole and in chunks', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tsgi-body-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    await writeFile(join(folder, 'ü.bin'), Buffer.alloc(2 * MIB, '\r\n-'))
    const server = await start(async (request) => {
      const seen: unknown[] = []
      for await (const part of readParts(request, { maxBytes: 3 * MIB })) {
        seen.push([part.name, part.filename ?? null, part.type, (await part.bytes()).length])
      }
      return json(seen)
    })
    for (const more of [[], ['-H', 'transfer-encoding: chunked']]) {
      const form = ['-F', 'grö"ße\\=1', '-F', `f=@${join(folder, 'ü.bin')};type=image/png`]
      const { stdout } = await promisify(execFile)('curl', ['-sS', ...more, ...form, server.url])
      expect(JSON.parse(stdout)).toEqual([
        ['grö"ße\\', null, 'text/plain', 1],
        ['f', 'ü.bin', 'image/png', 2 * MIB],
      ])
    }
  })
})

describe('uploads of undici', () => {
  it('arrive octet for octet', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tsgi-body-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const bytes = Buffer.alloc(3 * MIB, '\r\n--\r\n-----formdata-undici-0')
    const server = await start(async (request) => {
      const seen: string[] = []
      for await (const part of readParts(request, { maxBytes: 4 * MIB })) {
        seen.push(`${part.name} ${part.filename} ${part.type}`)
        if (part.filename === 'grüß".bin')
          await pipeline(part.body, createWriteStream(join(folder, 'upload')))
      }
      return json(seen)
    })
    const form = new FormData()
    form.append('größe "a"\r\n', 'x')
    form.append('file', new File([bytes], 'grüß".bin', { type: 'application/x-test' }))
    form.append('passed over', new File([bytes.subarray(0, 100_000)], 'b'))
    const answer = await fetch(server.url, { method: 'POST', body: form })
    expect(await answer.json()).toEqual([
      'größe "a"\r\n undefined text/plain',
      'file grüß".bin application/x-test',
      'passed over b application/octet-stream',
    ])
    expect(bytes.equals(await readFile(join(folder, 'upload')))).toBe(true)
  })

  it('are read whole as forms', async () => {
    const server = await start(async (request) => text((await readForm(request)).get('a') ?? 'nothing'))
    const form = new FormData()
    form.append('a', 'größe')
    expect(await (await fetch(server.url, { method: 'POST', body: form })).text()).toBe('größe')
    const body = new URLSearchParams({ a: 'größe' })
    expect(await (await fetch(server.url, { method: 'POST', body })).text()).toBe('größe')
  })
})
