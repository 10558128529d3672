import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  closeSync,
  constants,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { PassThrough, Writable } from 'node:stream'
import { text } from '@tsgi/message'
import type { Application } from '@tsgi/spec'
import { client } from '@tsgi/testing'
import pino from 'pino'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { accessLog } from '../src/index.ts'
import type { AccessLog, SinkError } from '../src/index.ts'
import { folder } from './folder.ts'

const hello: Application = ({ path }) => text('hello\n', { status: Number(path.slice(1)) || 200 })
const linesIn = (path: string): string[] => readFileSync(path, 'utf8').split('\n').slice(0, -1)

/** All that was written; newer versions of Node give it in pieces. */
function octetsOf(stream: PassThrough): string {
  const pieces: Buffer[] = []
  for (let piece; (piece = stream.read() as Buffer | null) !== null;) pieces.push(piece)
  return Buffer.concat(pieces).toString()
}

async function ask(log: AccessLog, ...paths: string[]): Promise<void> {
  const { get } = client(log(hello))
  for (const path of paths) await get(path)
}

describe('a file', () => {
  it('is appended to, and readable by its owner and group', async () => {
    const path = join(folder(), 'access.log')
    const log = accessLog({ format: '%U', sink: path })
    expect(statSync(path).mode & 0o007).toBe(0)
    await ask(log, '/a', '/b')
    await log.close()
    const again = accessLog({ format: '%U', sink: new URL(`file://${path}`) })
    await ask(again, '/c')
    await again.close()
    expect(linesIn(path)).toEqual(['/a', '/b', '/c'])
  })

  it('LG7 loses nothing when it is rotated', async () => {
    const path = join(folder(), 'access.log')
    const log = accessLog({ format: '%U', sink: path })
    await ask(log, '/a')
    renameSync(path, `${path}.1`)
    await ask(log, '/b')
    const reopened = log.reopen()
    await ask(log, '/c')
    await reopened
    await ask(log, '/d')
    await log.close()
    const [old, current] = [linesIn(`${path}.1`), linesIn(path)]
    expect([...old, ...current]).toEqual(['/a', '/b', '/c', '/d'])
    expect(old).toEqual(expect.arrayContaining(['/a', '/b']))
    expect(current).toContain('/d')
  })

  it('LG7 stays in use when the new one cannot be opened', async () => {
    const root = folder()
    const path = join(root, 'access.log')
    const log = accessLog({ format: '%U', sink: path })
    renameSync(root, `${root}-moved`)
    onTestFinished(() => renameSync(`${root}-moved`, root))
    await expect(log.reopen()).rejects.toThrow('ENOENT')
    await ask(log, '/a')
    await log.close()
    expect(linesIn(join(`${root}-moved`, 'access.log'))).toEqual(['/a'])
  })

  it('LG7 has no hole after it was cut short in place', async () => {
    const path = join(folder(), 'access.log')
    const log = accessLog({ format: '%U', sink: path })
    await ask(log, '/a')
    await log.flush()
    writeFileSync(path, '')
    await ask(log, '/b')
    await log.close()
    expect(readFileSync(path, 'utf8')).toBe('/b\n')
  })

  it('is refused at once when it cannot be opened', () => {
    expect(() => accessLog({ sink: join(folder(), 'none', 'access.log') })).toThrow('ENOENT')
  })

  it('LG5 G30 a FIFO that nobody reads does not stop serving, and gets what was kept once somebody does', async () => {
    const path = join(folder(), 'fifo')
    execFileSync('mkfifo', [path])
    const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
    onTestFinished(() => closeSync(reader))
    const errors: SinkError[] = []
    const onError = (error: SinkError): void => void errors.push(error)
    const log = accessLog({ format: '%U', sink: path, maxQueueBytes: 100_000, flushIntervalMs: 1, onError })
    const long = `/${'x'.repeat(998)}`
    const paths = Array.from({ length: 500 }, () => long)
    await ask(log, ...paths)
    expect(log.dropped()).toBeGreaterThan(0)
    expect(errors.map(({ code }) => code)).toEqual(['LOG_STUCK'])
    let read = ''
    const buffer = Buffer.alloc(65_536)
    await vi.waitFor(() => {
      const count = readAvailable(reader, buffer)
      read += buffer.toString('latin1', 0, count)
      expect(read.split('\n').length - 1 + log.dropped()).toBe(500)
    })
    expect(new Set(read.split('\n'))).toEqual(new Set([long, '']))
    expect(errors.map(({ code }) => code)).toEqual(['LOG_STUCK', 'LOG_DROPPED'])
    await log.close()
  })
})

function readAvailable(descriptor: number, buffer: Buffer): number {
  try {
    return readSync(descriptor, buffer)
  } catch {
    return 0
  }
}

/** A process that logs some lines and ends in the way it is told. Built, because it runs outside the test runner. */
const CHILD = `
import { accessLog } from './dist/index.js'

const [file, lines, way] = process.argv.slice(1)
const log = accessLog({ format: ':path', maxQueueBytes: 1e7, ...(file === '-' ? {} : { sink: file }) })
const app = log(() => ({ status: 200, headers: {}, body: null }))
const outcome = { status: 200, bytes: 0, aborted: false, error: null }
for (let index = 0; index < Number(lines); index++) {
  app({ basePath: '', path: '/' + index, exchange: { onFinish: (callback) => callback(outcome) } })
  // Some of it is being written while more comes.
  if (index % 1000 === 0) await new Promise((resolve) => setImmediate(resolve))
}
if (way === 'exit') process.exit()
if (way === 'throw') throw new Error('the end')
`

describe('the end of a process', () => {
  const cwd = join(import.meta.dirname, '..')
  const node = ['--input-type=module', '--eval', CHILD]

  it.each(['return', 'exit', 'throw'])('loses no line by %s', (way) => {
    const path = join(folder(), 'access.log')
    spawnSync(process.execPath, [...node, path, '20500', way], { cwd })
    expect(linesIn(path).sort(byNumber)).toEqual(Array.from({ length: 20_500 }, (_, index) => `/${index}`))
  })

  it('loses no line to standard output', () => {
    const { stdout } = spawnSync(process.execPath, [...node, '-', '500', 'exit'], { cwd, encoding: 'utf8' })
    expect(stdout.split('\n')).toHaveLength(501)
  })

  it('LG5 G30 is not kept off by standard output that nobody reads', async () => {
    const child = spawn(process.execPath, [...node, '-', '200000', 'exit'], {
      cwd,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const [code] = (await once(child, 'exit')) as [number]
    expect(code).toBe(0)
  })
})

const byNumber = (a: string, b: string): number => Number(a.slice(1)) - Number(b.slice(1))

describe('a stream', () => {
  it('gets lines, and is not ended', async () => {
    const stream = new PassThrough()
    const log = accessLog({ format: '%U', sink: stream })
    await ask(log, '/a', '/b')
    await log.reopen()
    await log.close()
    expect(octetsOf(stream)).toBe('/a\n/b\n')
    expect(stream.writable).toBe(true)
  })

  it('LG5 G30 that is stuck does not stop serving', async () => {
    const stuck = new Writable({ write() {} })
    const errors: SinkError[] = []
    const onError = (error: SinkError): void => void errors.push(error)
    const log = accessLog({ format: '%U', sink: stuck, flushIntervalMs: 0, maxQueueBytes: 10, onError })
    await ask(log, ...Array.from({ length: 100 }, () => '/a'))
    expect(log.dropped()).toBe(97)
    expect(errors.map(({ code }) => code)).toEqual(['LOG_STUCK'])
    expect(stuck.writableLength).toBeLessThan(10)
  })

  it('LG5 that was destroyed ends neither the process nor serving', async () => {
    const stream = new PassThrough()
    const errors: SinkError[] = []
    const onError = (error: SinkError): void => void errors.push(error)
    const log = accessLog({ format: '%U', sink: stream, onError })
    stream.destroy(new Error('gone'))
    await ask(log, '/a')
    await log.flush()
    expect(log.dropped()).toBe(1)
    expect(errors.map(({ code }) => code)).toEqual(['LOG_WRITE_FAILED'])
  })

  it.each([
    [true, '', 'xterm', true],
    [true, '1', 'xterm', false],
    [true, '', 'dumb', false],
    [false, '', 'xterm', false],
  ])('with isTTY %s, NO_COLOR "%s" and TERM %s gets colours: %s', async (isTTY, noColor, term, hasColors) => {
    vi.stubEnv('NO_COLOR', noColor)
    vi.stubEnv('TERM', term)
    onTestFinished(() => void vi.unstubAllEnvs())
    const terminal = Object.assign(new PassThrough(), { isTTY })
    const log = accessLog({ sink: terminal, format: 'dev' })
    await ask(log, '/404')
    await log.flush()
    expect(octetsOf(terminal).includes('\u001B[33m404\u001B[0m')).toBe(hasColors)
  })

  it('that is a terminal gets dev, each line at once', async () => {
    const terminal = Object.assign(new PassThrough(), { isTTY: true })
    await ask(accessLog({ sink: terminal, colors: false }), '/a')
    expect(octetsOf(terminal)).toMatch(/^GET \/a 200 /)
  })
})

describe('pino', () => {
  it('gets an object, at a level that depends on the status', async () => {
    const output = new PassThrough()
    await ask(accessLog({ sink: pino(output) }), '/200', '/404', '/503')
    const records = octetsOf(output)
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(records.map(({ level, msg, status, bytesOut }) => [level, msg, status, bytesOut])).toEqual([
      [30, 'GET /200 200', 200, 6],
      [40, 'GET /404 404', 404, 6],
      [50, 'GET /503 503', 503, 6],
    ])
  })

  it('LG1 gets no control character of a client', async () => {
    const output = new PassThrough()
    const { get } = client(accessLog({ sink: pino(output) })(hello))
    await get('/', { headers: { 'user-agent': 'a\u{9B}31m\t"b"' } })
    const line = octetsOf(output)
    expect(line).not.toContain('\u{9B}')
    expect(JSON.parse(line)).toMatchObject({ userAgent: String.raw`a\x9b31m\x09"b"` })
  })
})
