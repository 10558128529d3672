/*
 * A stream goes through an adapter at the pace of whoever reads, in both directions: little waits in it, and nothing waits
 * for more. In process there is no socket whose buffers would hide what an adapter holds.
 */
import { Readable } from 'node:stream'
import { fromExpress } from '@tsgi/express'
import { fromFastify } from '@tsgi/fastify'
import { fromFetch } from '@tsgi/fetch'
import { fromKoa } from '@tsgi/koa'
import { fromNode } from '@tsgi/node'
import type { Application, HttpResponse } from '@tsgi/spec'
import { client } from '@tsgi/testing'
import fastify from 'fastify'
import { describe, expect, it } from 'vitest'
import { Koa, express } from '../../src/frameworks.ts'
import { bridges } from '../../src/bridges.ts'

const HELD_BYTES = 262_144
const TYPE = 'application/octet-stream'

type Source = () => AsyncIterable<Uint8Array>

const streamed = (body: HttpResponse['body']): HttpResponse => ({
  status: 200,
  headers: { 'content-type': TYPE },
  body,
})

/** An application that answers with a stream, in each framework and through each adapter. */
const ways: ReadonlyArray<readonly [name: string, make: (source: Source) => Application]> = [
  ['a listener of Node', (source) => fromNode((_req, res) => void piped(source).pipe(res))],
  [
    'Express',
    (source) => fromExpress(express().get('/', (_req, res) => void piped(source).pipe(res.type(TYPE)))),
  ],
  ['Koa', (source) => fromKoa(new Koa().use((ctx) => void (ctx.body = piped(source))))],
  [
    'Fastify',
    (source) => {
      const instance = fastify()
      instance.get('/', (_request, reply) => reply.type(TYPE).send(piped(source)))
      return fromFastify(instance).app
    },
  ],
  [
    'fetch',
    (source) =>
      fromFetch(() => new Response(ReadableStream.from(source()), { headers: { 'content-type': TYPE } })),
  ],
  ...bridges.map(
    ({ name, thereAndBack }) =>
      [`${name}, both ways`, (source: Source) => thereAndBack(() => streamed(source()))] as const,
  ),
]

function piped(source: Source): Readable {
  return Readable.from(source(), { objectMode: false, highWaterMark: 16_384 })
}

describe.each(ways)('a stream through %s', (_name, make) => {
  it('waits for a slow reader, and at most 256 KiB of it in memory', async () => {
    let made = 0
    const { chunks } = await inside(
      make(async function* () {
        for (;;) {
          made += 16_384
          yield new Uint8Array(16_384)
        }
      }),
    ).stream('GET', '/')
    let taken = 0
    for await (const chunk of chunks) {
      taken += chunk.length
      await idle()
      expect(made - taken).toBeLessThanOrEqual(HELD_BYTES)
      if (taken > 1_000_000) break
    }
  })

  it('begins before its second chunk is made', async () => {
    let goOn = (): void => {}
    const isSeen = new Promise<void>((resolve) => (goOn = resolve))
    const { chunks } = await inside(
      make(async function* () {
        yield Buffer.from('first ')
        await isSeen
        yield Buffer.from('second')
      }),
    ).stream('GET', '/')
    let text = ''
    for await (const chunk of chunks) {
      text += Buffer.from(chunk).toString()
      if (text === 'first ') goOn()
    }
    expect(text).toBe('first second')
  })
})

describe.each(bridges)('content through $name, both ways', ({ thereAndBack }) => {
  it('waits for an application that reads slowly, and at most 256 KiB of it in memory', async () => {
    let sent = 0
    let read = 0
    const most: number[] = []
    const application = thereAndBack(async ({ body }) => {
      for await (const chunk of body!) {
        read += chunk.length
        await idle()
        most.push(sent - read)
      }
      return streamed(String(read))
    })
    const body = (async function* () {
      for (let left = 64; left > 0; left--) {
        sent += 16_384
        yield new Uint8Array(16_384)
      }
    })()
    const answer = await inside(application).post('/', { body })
    expect(answer.text).toBe('1048576')
    expect(Math.max(...most)).toBeLessThanOrEqual(HELD_BYTES)
  })
})

function inside(application: Application): ReturnType<typeof client> {
  return client(application)
}

/** All that may run without the reader does so. */
async function idle(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve))
}
