import { Buffer } from 'node:buffer'
import type { Socket } from 'node:net'
import type { Application } from '@tsgi/spec'
import { describe, expect, it } from 'vitest'
import { echo } from './applications.ts'
import {
  CONTINUATION,
  DATA,
  END_HEADERS,
  END_STREAM,
  FrameReader,
  GOAWAY,
  HEADERS,
  PRIORITY,
  REQUEST,
  RST_STREAM,
  SETTINGS,
  fieldBlock,
  frame,
  preface,
  request,
  uint32,
} from './frames.ts'
import type { Frame } from './frames.ts'
import { startHttp2 } from './http2-serve.ts'
import type { StartedHttp2 } from './http2-serve.ts'

const PROTOCOL_ERROR = 1
const COMPRESSION_ERROR = 9
/** The twelfth entry of the static table (RFC 7541 appendix A). */
const STATUS_400 = 0x80 | 12

interface Talk {
  readonly started: StartedHttp2
  readonly socket: Socket
  readonly reader: FrameReader
  readonly calls: () => number
}

/** Sends frames to a server. */
async function talk(...frames: Buffer[]): Promise<Talk> {
  let calls = 0
  const application: Application = (incoming) => {
    calls++
    return echo(incoming)
  }
  const started = await startHttp2(application, { keepAliveTimeoutMs: 1 })
  const socket = await started.open()
  const reader = new FrameReader(socket)
  socket.write(Buffer.concat([preface(), ...frames]))
  return { started, socket, reader, calls: () => calls }
}

function codeOf(found: Frame | undefined): number | undefined {
  return found?.payload.readUInt32BE(found.type === GOAWAY ? 4 : 0)
}

/** How a server ended a stream: with an answer (0), or the code of a reset. */
async function outcomeOf(reader: FrameReader, stream: number): Promise<number | undefined> {
  const end = await reader.find(
    ({ type, flags, stream: id }) =>
      id === stream &&
      (type === RST_STREAM || ((type === DATA || type === HEADERS) && (flags & END_STREAM) !== 0)),
  )
  return end?.type === RST_STREAM ? codeOf(end) : end && 0
}

async function goaway(reader: FrameReader): Promise<number | undefined> {
  return codeOf(await reader.find(({ type }) => type === GOAWAY))
}

const NAMED = REQUEST.filter(([name]) => name !== ':authority')

describe('RFC 9113 §8: malformed requests (H2-14)', () => {
  it.each<[string, ReadonlyArray<readonly [string, string]>]>([
    ['an upper-case name', [...REQUEST, ['X-A', '1']]],
    ['connection', [...REQUEST, ['connection', 'close']]],
    ['transfer-encoding', [...REQUEST, ['transfer-encoding', 'chunked']]],
    ['upgrade', [...REQUEST, ['upgrade', 'h2c']]],
    ['te other than trailers', [...REQUEST, ['te', 'gzip']]],
    ['a pseudo-field behind a field', [['x-a', '1'], ...REQUEST]],
    ['a pseudo-field twice', [...REQUEST, [':path', '/b']]],
    ['a pseudo-field that nobody knows', [...REQUEST, [':x', '1']]],
    ['a pseudo-field of answers', [...REQUEST, [':status', '200']]],
    ['no path', REQUEST.filter(([name]) => name !== ':path')],
    ['an empty path', [...NAMED.slice(0, 2), [':path', ''], [':authority', 'a']]],
    ['a path without slash', [...NAMED.slice(0, 2), [':path', 'x'], [':authority', 'a']]],
    ['a path with a blank', [...NAMED.slice(0, 2), [':path', '/a b'], [':authority', 'a']]],
    ['no method', REQUEST.filter(([name]) => name !== ':method')],
    ['no scheme', REQUEST.filter(([name]) => name !== ':scheme')],
    ['no authority', NAMED],
    ['an authority that is none', [...NAMED, [':authority', 'user@host']]],
    ['a port that is none', [...NAMED, [':authority', 'host:99999']]],
    ['a method that is no token', [[':method', 'G T'], ...REQUEST.slice(1)]],
    ['two lengths', [...REQUEST, ['content-length', '0'], ['content-length', '0']]],
    ['a length that is none', [...REQUEST, ['content-length', '+1']]],
    ['a length without content', [...REQUEST, ['content-length', '5']]],
    ['two authorizations', [...REQUEST, ['authorization', 'a'], ['authorization', 'b']]],
    ['two hosts', [...NAMED, ['host', 'a'], ['host', 'b']]],
    ['an extended CONNECT', [[':method', 'CONNECT'], [':protocol', 'websocket'], ...REQUEST.slice(1)]],
  ])('never lets %s reach the application', async (_what, fields) => {
    const { reader, calls, socket } = await talk(
      frame(HEADERS, END_HEADERS | END_STREAM, 1, fieldBlock(...fields)),
    )
    const isReset = (await outcomeOf(reader, 1)) === PROTOCOL_ERROR
    const answer = reader.frames.find(({ type }) => type === HEADERS)?.payload
    expect(isReset || answer?.[0] === STATUS_400).toBe(true)
    // The connection lives on.
    socket.write(request(3))
    expect(await outcomeOf(reader, 3)).toBe(0)
    expect(calls()).toBe(1)
  })

  it.each([
    ['x a', '1'],
    ['', '1'],
    ['x-a', 'a\nb'],
    ['x-a', 'a\rb'],
    ['x-a', 'a\0b'],
    ['x-a', ' a'],
    ['x-a', 'a\t'],
  ])('never lets the field %j: %j reach the application', async (name, value) => {
    const seen: Array<Record<string, unknown>> = []
    const started = await startHttp2((incoming) => {
      seen.push(incoming.headers)
      return echo(incoming)
    })
    const socket = await started.open()
    const reader = new FrameReader(socket)
    socket.write(Buffer.concat([preface(), request(1, [name, value]), request(3)]))
    await outcomeOf(reader, 3)
    for (const headers of seen) expect(headers).toEqual({ host: 'localhost' })
  })

  it('does not answer a request whose content is longer than announced (H2-11)', async () => {
    const fields = fieldBlock([':method', 'POST'], ...REQUEST.slice(1), ['content-length', '2'])
    const { reader } = await talk(
      frame(HEADERS, END_HEADERS, 1, fields),
      frame(DATA, END_STREAM, 1, Buffer.from('abc')),
    )
    expect(await outcomeOf(reader, 1)).not.toBe(0)
  })

  it('resets a stream whose content is shorter than announced (H2-11)', async () => {
    const fields = fieldBlock([':method', 'POST'], ...REQUEST.slice(1), ['content-length', '4'])
    const { reader } = await talk(
      frame(HEADERS, END_HEADERS, 1, fields),
      frame(DATA, END_STREAM, 1, Buffer.from('abc')),
    )
    expect(await outcomeOf(reader, 1)).toBe(PROTOCOL_ERROR)
  })
})

describe('RFC 9113 §4 to §6: frames by the book', () => {
  it('ignores frames of unknown types, priorities and trailers of requests (H2-12, H2-13)', async () => {
    const { reader } = await talk(
      frame(0xfe, 0xff, 0, Buffer.alloc(100)),
      frame(PRIORITY, 0, 1, Buffer.from([0, 0, 0, 0, 15])),
      frame(HEADERS, END_HEADERS, 1, fieldBlock([':method', 'POST'], ...REQUEST.slice(1))),
      frame(DATA, 0, 1, Buffer.from('abc')),
      frame(HEADERS, END_HEADERS | END_STREAM, 1, fieldBlock(['x-trailer', '1'])),
    )
    expect(await outcomeOf(reader, 1)).toBe(0)
  })

  it('ends the connection when fields cannot be decompressed, also when the client stays (H2-10, H2-16)', async () => {
    const started = await startHttp2(echo, { keepAliveTimeoutMs: 1 })
    const socket = await started.open()
    const reader = new FrameReader(socket)
    const broken = frame(HEADERS, END_HEADERS | END_STREAM, 1, Buffer.from([0xff, 0xff]))
    socket.write(Buffer.concat([preface(), broken]))
    expect(await goaway(reader)).toBe(COMPRESSION_ERROR)
    await reader.over()
    await started.gone
  })

  it.each<[string, Buffer]>([
    ['settings of a wrong size', frame(SETTINGS, 0, 0, Buffer.alloc(5))],
    ['a window that overflows', frame(8, 0, 0, uint32(0x7fffffff))],
    ['a frame that is too large', frame(DATA, 0, 1, Buffer.alloc(20_000))],
    ['content on no stream', frame(DATA, 0, 0, Buffer.alloc(1))],
    ['a continuation of nothing', frame(CONTINUATION, END_HEADERS, 1, Buffer.alloc(1))],
    ['an even stream', request(2)],
  ])('ends the connection after %s (H2-12)', async (_what, bytes) => {
    const { reader, calls } = await talk(bytes)
    expect(await goaway(reader)).toBeGreaterThan(0)
    await reader.over()
    expect(calls()).toBe(0)
  })

  it('ends a connection that does not begin with the preface', async () => {
    const started = await startHttp2(echo)
    const socket = await started.open()
    const reader = new FrameReader(socket)
    socket.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n')
    await reader.over()
    await started.gone
    expect(started.clientErrors).toEqual(['HTTP2_PROTOCOL'])
  })
})
