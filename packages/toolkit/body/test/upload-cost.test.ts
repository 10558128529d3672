import { Buffer } from 'node:buffer'
import type { Writable } from 'node:stream'
import { Busboy } from '@fastify/busboy'
import type { HttpRequest, RequestBody } from '@tsgi/spec'
import { expect, it } from 'vitest'
import { readParts } from '../src/index.ts'
import { BOUNDARY, content, field, file } from './multipart.ts'

const SIZE = 10 * 1024 * 1024
const CHUNK = 65_536
/** As Chromium makes them. */
const LONGER = '----WebKitFormBoundary7MA4YWxkTrZu0gWt'
const TYPE = `multipart/form-data; boundary=${LONGER}`

/** A file of 10 MiB behind a field, in the chunks in which sockets are read. */
const chunks = ((): Buffer[] => {
  const noise = Buffer.alloc(SIZE)
  for (let index = 0, state = 1; index < SIZE; index++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    noise[index] = state >>> 16
  }
  const written = content([field('title'), 'x'], [file('file', 'a.bin'), '|']).replaceAll(BOUNDARY, LONGER)
  const [before = '', after = ''] = written.split('|')
  const body = Buffer.concat([Buffer.from(before), noise, Buffer.from(after)])
  return Array.from({ length: Math.ceil(body.length / CHUNK) }, (_each, index) =>
    body.subarray(index * CHUNK, (index + 1) * CHUNK),
  )
})()

/** As a server gives them: asked for one at a time, each a promise. */
async function* incoming(): RequestBody {
  for (const chunk of chunks) yield chunk
}

async function ours(): Promise<number> {
  let size = 0
  const request = {
    method: 'POST',
    headers: { 'content-type': TYPE },
    body: incoming(),
  } as unknown as HttpRequest
  for await (const part of readParts(request, { maxBytes: Infinity })) {
    for await (const piece of part.body) size += piece.byteLength
  }
  return size
}

/** Bare: the chunks are written, with backpressure, and the file flows. */
function busboys(): Promise<number> {
  return new Promise((resolve, reject) => {
    let size = 0
    const busboy = new Busboy({ headers: { 'content-type': TYPE } })
    busboy.on('field', (_name, value) => (size += value.length))
    busboy.on('file', (_name, stream) => void stream.on('data', (piece: Buffer) => (size += piece.length)))
    busboy.on('finish', () => resolve(size))
    busboy.on('error', reject)
    void feed(busboy)
  })
}

async function feed(writable: Writable): Promise<void> {
  for (const chunk of chunks) {
    if (!writable.write(chunk)) await new Promise((resolve) => void writable.once('drain', resolve))
  }
  writable.end()
}

/** Microseconds of CPU. */
async function cost(parse: () => Promise<number>): Promise<number> {
  const before = process.cpuUsage()
  expect(await parse()).toBe(SIZE + 1)
  const { user, system } = process.cpuUsage(before)
  return user + system
}

it('10 MiB cost at most 1.1 × what they cost in bare @fastify/busboy', async () => {
  const costs: { ours: number[]; busboys: number[] } = { ours: [], busboys: [] }
  for (let round = 0; round < 41; round++) {
    costs.ours.push(await cost(ours))
    costs.busboys.push(await cost(busboys))
  }
  // The quarter that was disturbed least.
  const [mine, theirs] = [costs.ours, costs.busboys].map((each) => each.toSorted((a, b) => a - b)[10]!) as [
    number,
    number,
  ]
  console.log(`10 MiB: ${mine} µs, @fastify/busboy ${theirs} µs, ratio ${(mine / theirs).toFixed(2)}`)
  expect(mine / theirs).toBeLessThan(1.1)
})
