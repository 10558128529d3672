import { Buffer } from 'node:buffer'
import type { Socket } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import type { Application } from '@tsgi/spec'
import { describe, expect, it } from 'vitest'
import { answering, echo, gated } from './applications.ts'
import {
  ACK,
  CONTINUATION,
  DATA,
  END_HEADERS,
  END_STREAM,
  FrameReader,
  GOAWAY,
  HEADERS,
  PING,
  PRIORITY,
  REQUEST,
  RST_STREAM,
  SETTINGS,
  WINDOW_UPDATE,
  fieldBlock,
  frame,
  indexedField,
  preface,
  request,
  settingsFrame,
  uint32,
} from './frames.ts'
import { ask, startHttp2 } from './http2-serve.ts'
import type { StartedHttp2 } from './http2-serve.ts'

const CANCEL = uint32(8)
const POST = fieldBlock([':method', 'POST'], ...REQUEST.slice(1))
const MIB = 1_048_576

/** Sends the same octets again and again, until the connection is gone. */
async function flood(socket: Socket, octets: (round: number) => Buffer): Promise<void> {
  for (let round = 0; !socket.destroyed && socket.writable; round++) {
    const isTaken = socket.write(octets(round))
    if (isTaken) await turn()
    else
      await new Promise<void>((resolve) => ['drain', 'close'].forEach((event) => socket.once(event, resolve)))
  }
}

function times(count: number, bytes: Buffer): Buffer {
  return Buffer.concat(Array.from({ length: count }, () => bytes))
}

interface Flooded {
  readonly started: StartedHttp2
  readonly reader: FrameReader
}

/** Floods a server, and watches how long it takes and what it costs. */
async function expectEnd(
  first: Buffer,
  octets: (round: number) => Buffer,
  application: Application = echo,
): Promise<Flooded> {
  const started = await startHttp2(application, { keepAliveTimeoutMs: 100 })
  const socket = await started.open()
  const reader = new FrameReader(socket)
  const before = process.memoryUsage().rss
  const since = performance.now()
  socket.write(Buffer.concat([preface(), first]))
  const ending = flood(socket, octets)
  await reader.find(({ type, payload }) => type === GOAWAY && payload.readUInt32BE(4) > 0)
  const milliseconds = performance.now() - since
  await ending
  await reader.over()
  await started.gone
  const memory = process.memoryUsage().rss - before
  expect(milliseconds).toBeLessThan(2000)
  // Of both ends, and of what the flood itself consists of.
  expect(memory).toBeLessThan(96 * MIB)
  // The process lives, and serves others.
  expect((await ask(started.client())).status).toBe(200)
  return { started, reader }
}

describe('RFC 9113 §10.5: floods end the connection, not the process (G27)', () => {
  it('of pings (H2-3)', async () => {
    const pings = times(500, frame(PING, 0, 0, Buffer.alloc(8)))
    await expectEnd(Buffer.alloc(0), () => pings)
  })

  it('of settings (H2-3)', async () => {
    const settings = times(500, settingsFrame([4, 65_535], [3, 100]))
    await expectEnd(Buffer.alloc(0), () => settings)
  })

  it('of acknowledgements that nobody waits for (H2-3)', async () => {
    const acks = times(500, Buffer.concat([frame(SETTINGS, ACK, 0), frame(PING, ACK, 0, Buffer.alloc(8))]))
    await expectEnd(Buffer.alloc(0), () => acks)
  })

  it('of window updates (H2-1)', async () => {
    const { application } = gated()
    const updates = times(500, frame(WINDOW_UPDATE, 0, 1, uint32(1)))
    const started = await startHttp2(application)
    const socket = await started.open()
    const since = performance.now()
    socket.write(Buffer.concat([preface(), request(1)]))
    socket.resume()
    await flood(socket, () => updates)
    await started.gone
    expect(performance.now() - since).toBeLessThan(2000)
  })

  it('of priorities and of frames of unknown types (H2-13)', async () => {
    const priority = frame(PRIORITY, 0, 1, Buffer.from([0, 0, 0, 0, 15]))
    const unknown = frame(0xfe, 0, 0)
    const mixed = times(500, Buffer.concat([priority, unknown]))
    await expectEnd(Buffer.alloc(0), () => mixed)
  })

  it('of empty frames of data (H2-7)', async () => {
    const empty = times(1000, frame(DATA, 0, 1))
    await expectEnd(frame(HEADERS, END_HEADERS, 1, POST), () => empty)
  })

  it('of frames with one octet of data each (H2-8)', async () => {
    const tiny = times(1000, frame(DATA, 0, 1, Buffer.from('x')))
    await expectEnd(frame(HEADERS, END_HEADERS, 1, POST), () => tiny)
  })

  it('of one octet each on streams that nobody reads (H2-8)', async () => {
    const open = Buffer.concat(
      Array.from({ length: 50 }, (_, index) => frame(HEADERS, END_HEADERS, index * 2 + 1, POST)),
    )
    const tiny = Buffer.concat(
      Array.from({ length: 50 }, (_, index) => times(20, frame(DATA, 0, index * 2 + 1, Buffer.from('x')))),
    )
    const { application } = gated()
    const serve: Application = (incoming) =>
      incoming.method === 'POST' ? application(incoming) : echo(incoming)
    await expectEnd(open, () => tiny, serve)
  })

  it('of streams that the client resets at once (H2-2)', async () => {
    let calls = 0
    const application: Application = (incoming) => {
      calls++
      return echo(incoming)
    }
    let stream = 1
    const { started } = await expectEnd(
      Buffer.alloc(0),
      () =>
        Buffer.concat(
          Array.from({ length: 100 }, () => {
            const id = stream
            stream += 2
            return Buffer.concat([request(id), frame(RST_STREAM, 0, id, CANCEL)])
          }),
        ),
      application,
    )
    expect(started.clientErrors).toContain('HTTP2_RESETS')
    expect(calls).toBeLessThan(400)
  })

  it('of streams that the client makes the server reset (H2-2)', async () => {
    let stream = 1
    await expectEnd(Buffer.alloc(0), () =>
      Buffer.concat(
        Array.from({ length: 100 }, () => {
          const id = stream
          stream += 2
          return Buffer.concat([
            frame(HEADERS, END_HEADERS, id, POST),
            frame(WINDOW_UPDATE, 0, id, uint32(0)),
          ])
        }),
      ),
    )
  })

  it('of continuations (H2-4)', async () => {
    const field = fieldBlock(['x-a', 'b'])
    await expectEnd(frame(HEADERS, 0, 1, POST), () => times(1000, frame(CONTINUATION, 0, 1, field)))
  })

  it('of continuations without anything in them (H2-4)', async () => {
    await expectEnd(frame(HEADERS, 0, 1, POST), () => times(1000, frame(CONTINUATION, 0, 1)))
  })
})

describe('RFC 9113 §10.5.1: limits of field lists', () => {
  async function statusOf(...frames: Buffer[]): Promise<string> {
    const { open } = await startHttp2(answering({ body: 'reached' }))
    const socket = await open()
    const reader = new FrameReader(socket)
    socket.write(Buffer.concat([preface(), ...frames]))
    const found = await reader.find(
      ({ type, stream }) => stream === 1 && (type === HEADERS || type === RST_STREAM),
    )
    const data = await reader.find(
      ({ type, flags, stream }) => stream === 1 && (type === RST_STREAM || (flags & END_STREAM) !== 0),
    )
    return `${found?.type === HEADERS} ${data?.payload.toString()}`
  }

  it('counts the crumbs of cookies (H2-6)', async () => {
    const crumbs = Array.from({ length: 120 }, (_, i): [string, string] => ['cookie', `c${i}=1`])
    expect(await statusOf(request(1, ...crumbs))).not.toContain('reached')
    expect(await statusOf(request(1, ...crumbs.slice(0, 90)))).toContain('reached')
  })

  it('counts octets as they are when they have been decompressed (H2-5)', async () => {
    const bomb = Buffer.concat([
      fieldBlock(...REQUEST),
      indexedField('x-bomb', 'x'.repeat(3000)),
      // The newest entry of the dynamic table, again and again.
      Buffer.alloc(90, 0x80 | 62),
    ])
    expect(await statusOf(frame(HEADERS, END_HEADERS | END_STREAM, 1, bomb))).not.toContain('reached')
  })

  it('has room for ordinary heads', async () => {
    expect(await statusOf(request(1, ['x-large', 'x'.repeat(15_000)]))).toContain('reached')
  })
})
