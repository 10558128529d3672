import assert from 'node:assert/strict'
import { Buffer } from 'node:buffer'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { fileBody } from '@tsgi/message'
import type { Exchange } from '@tsgi/spec'
import type { CaseApplication, ConformanceCase, Probe } from '../case.ts'
import { SECRET, textOf } from '../check-answer.ts'
import { pattern } from './octets.ts'
import { respond } from './streams.ts'

const content = pattern(200_000)

/** A file that lives as long as the exchange. */
async function fileFor(exchange: Exchange): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'conformance-'))
  exchange.onFinish(() => void rm(folder, { recursive: true }))
  const path = join(folder, 'content')
  await writeFile(path, content)
  return path
}

function fileCase(name: string, start: number, end: number, wanted: Uint8Array): ConformanceCase {
  return {
    id: `node-file-${name}`,
    rules: ['BODY-17', 'LEN-1'],
    needs: ['node'],
    application: async ({ exchange }) => {
      const path = await fileFor(exchange)
      return respond(fileBody(path, { start, end }), { 'content-length': String(end - start) })
    },
    expect: { bytes: wanted, headers: { 'content-length': String(wanted.length) } },
  }
}

/** A stream that never ends, and records that it was destroyed. */
function endless({ record }: Probe): Readable {
  return new Readable({
    read() {
      setImmediate(() => this.push('chunk\n'))
    },
    destroy(error, callback) {
      record('destroyed')
      callback(error)
    },
  })
}

const endlessly: CaseApplication = (_request, probe) => respond(endless(probe))

/** Node's own buffers, streams and files as content. */
export const nodeContent: readonly ConformanceCase[] = [
  {
    id: 'node-buffer',
    rules: ['BODY-9'],
    needs: ['node'],
    application: () => respond(Buffer.from('from the pool')),
    expect: { text: 'from the pool', headers: { 'content-length': '13' } },
  },
  {
    id: 'node-readable',
    rules: ['BODY-9'],
    needs: ['node'],
    application: () => respond(Readable.from(['a Node ', 'stream'])),
    expect: { text: 'a Node stream' },
  },
  {
    id: 'node-readable-bytes',
    rules: ['BODY-9'],
    needs: ['node'],
    application: () => respond(Readable.from([Buffer.from('bytes '), Buffer.from('too')])),
    expect: { text: 'bytes too' },
  },
  {
    id: 'node-pass-through',
    rules: ['BODY-9', 'BODY-13'],
    needs: ['node'],
    application: () => {
      const through = new PassThrough()
      Readable.from([content]).pipe(through)
      return respond(through)
    },
    expect: { bytes: content },
  },
  {
    id: 'node-readable-fails-early',
    rules: ['RESP-5', 'ERR-1'],
    needs: ['node'],
    application: () =>
      respond(
        new Readable({
          read() {
            this.destroy(new Error(SECRET))
          },
        }),
      ),
    expect: { status: 500 },
  },
  {
    id: 'node-readable-fails-before-it-is-read',
    rules: ['RESP-5', 'ERR-1'],
    needs: ['node'],
    application: () => respond(new Readable({ read() {} }).destroy(new Error(SECRET))),
    expect: { status: 500 },
  },
  {
    id: 'node-readable-fails-late',
    rules: ['ERR-4'],
    needs: ['node', 'cut-off'],
    application: () => {
      const chunks = ['first']
      return respond(
        new Readable({
          read() {
            const chunk = chunks.shift()
            if (chunk !== undefined) this.push(chunk)
            else setImmediate(() => this.destroy(new Error(SECRET)))
          },
        }),
      )
    },
    expect: (answer) => {
      assert.equal(answer.complete, false)
      assert.ok('first'.startsWith(textOf(answer)))
    },
  },
  {
    id: 'node-readable-destroyed-on-head',
    rules: ['BODY-15', 'LEN-3'],
    needs: ['node', 'observation'],
    application: endlessly,
    request: { method: 'HEAD' },
    expect: { text: '', recorded: { destroyed: null } },
  },
  {
    id: 'node-readable-destroyed-on-leaving',
    rules: ['BODY-15', 'BODY-18'],
    needs: ['node', 'observation', 'streaming', 'client-abort'],
    application: endlessly,
    script: async (send, observer) => {
      const leave = new AbortController()
      const onArrival = ({ body }: { body: Uint8Array }): void => {
        if (body.length > 0) leave.abort()
      }
      await send({ signal: leave.signal, onArrival })
      await observer.wait('destroyed')
      assert.deepEqual(await observer.events(), ['destroyed'])
    },
  },
  fileCase('whole', 0, content.length, content),
  fileCase('part', 1000, 150_001, content.subarray(1000, 150_001)),
  fileCase('empty-part', 500, 500, new Uint8Array()),
  {
    id: 'node-file-without-length',
    rules: ['BODY-17', 'LEN-2'],
    needs: ['node'],
    application: async ({ exchange }) => {
      const path = await fileFor(exchange)
      return respond(fileBody(path, { start: 0, end: content.length }))
    },
    expect: { bytes: content },
  },
  {
    id: 'node-file-shorter-than-told',
    rules: ['BODY-17', 'LEN-1', 'ERR-4'],
    needs: ['node', 'cut-off'],
    application: async ({ exchange }) => {
      const path = await fileFor(exchange)
      const end = content.length + 10
      return respond(fileBody(path, { start: 0, end }), { 'content-length': String(end) })
    },
    expect: (answer) => assert.equal(answer.complete, false),
  },
  {
    id: 'node-file-missing',
    rules: ['BODY-17', 'RESP-5', 'ERR-1'],
    needs: ['node'],
    application: () =>
      respond(fileBody(`/${SECRET}/missing`, { start: 0, end: 10 }), { 'content-length': '10' }),
    expect: { status: 500 },
  },
  {
    id: 'node-file-on-head',
    rules: ['BODY-17', 'LEN-3'],
    needs: ['node'],
    application: () =>
      respond(fileBody(`/${SECRET}/missing`, { start: 0, end: 10 }), { 'content-length': '10' }),
    request: { method: 'HEAD' },
    expect: { text: '', headers: { 'content-length': '10' } },
  },
]
