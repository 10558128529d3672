/*
 * A client that tells what the server did first that is an outcome of a case. Nothing waits for time to pass: where a
 * server may do nothing at all, two pings show it, because frames are taken in order, and what a frame provoked is sent
 * before the second answer.
 */
import type { Socket } from 'node:net'
import {
  ACK,
  DATA,
  END_STREAM,
  FrameReader,
  GOAWAY,
  HEADERS,
  PING,
  RST_STREAM,
  SETTINGS,
  frame,
  preface,
} from './frames.ts'
import type { Frame } from './frames.ts'
import { ping } from './h2spec-frames.ts'

/** What a server did, such as `GOAWAY PROTOCOL_ERROR`, `HEADERS 200`, `DATA 1`, `PING ACK h2spec`, `close`, `nothing`. */
export type Outcome = string

export const SETTLED: Outcome = 'SETTINGS ACK'
/** The stream has ended: all content came. */
export const STREAM_END: Outcome = 'END'

/** Error codes by number (RFC 9113 §7). */
const CODES = [
  'NO_ERROR',
  'PROTOCOL_ERROR',
  'INTERNAL_ERROR',
  'FLOW_CONTROL_ERROR',
  'SETTINGS_TIMEOUT',
  'STREAM_CLOSED',
  'FRAME_SIZE_ERROR',
  'REFUSED_STREAM',
  'CANCEL',
  'COMPRESSION_ERROR',
  'CONNECT_ERROR',
  'ENHANCE_YOUR_CALM',
] as const
export type ErrorCode = (typeof CODES)[number]

/** A connection over HTTP/2, whose outcomes are read in order. */
export class Http2Client {
  readonly #socket: Socket
  readonly #reader: FrameReader
  /** Frames that were looked at. */
  #seen = 0

  constructor(socket: Socket) {
    this.#socket = socket
    this.#reader = new FrameReader(socket)
  }

  /** Sends octets, together with what else is sent in this turn: behind a connection that ends, none would be left. */
  send(bytes: Uint8Array): void {
    this.#socket.cork()
    this.#socket.write(bytes)
    process.nextTick(() => this.#socket.uncork())
  }

  /** Exchanges prefaces and settings (RFC 9113 §3.4). */
  async shakeHands(): Promise<void> {
    this.send(preface())
    await this.outcome(['SETTINGS'])
    this.send(frame(SETTINGS, ACK, 0))
    await this.outcome([SETTLED])
  }

  /** The first outcome of the kinds that are expected, or the first error. */
  async outcome(expected: readonly Outcome[]): Promise<Outcome> {
    const isProbed = expected.every((outcome) => ENDS.has(kindOf(outcome)))
    const kinds = new Set([...expected.map(kindOf), ...(isProbed ? [] : ['RST_STREAM']), 'GOAWAY'])
    // Where any end of the connection will do, its code doesn't matter.
    if (expected.includes('close')) kinds.delete('GOAWAY')
    if (isProbed) this.send(ping(PROBES[0]))
    for (;;) {
      const found = await this.#next()
      if (found === undefined) return 'close'
      const outcomes = outcomesOf(found)
      const told =
        outcomes.find((one) => expected.includes(one)) ?? outcomes.find((one) => kinds.has(kindOf(one)))
      if (told !== undefined) return told
      if (!isProbed || found.type !== PING) continue
      if (outcomes[0] === `PING ACK ${PROBES[1]}`) return 'nothing'
      this.send(ping(PROBES[1]))
    }
  }

  async #next(): Promise<Frame | undefined> {
    const next = this.#seen++
    return this.#reader.find((each) => this.#reader.frames.indexOf(each) === next)
  }
}

const PROBES = ['probe 1', 'probe 2'] as const
/** What may be the last that a client hears, or all of it. */
const ENDS: ReadonlySet<string> = new Set(['GOAWAY', 'RST_STREAM', 'close', 'nothing'])

function kindOf(outcome: Outcome): string {
  return outcome.split(' ')[0]!
}

function outcomesOf(found: Frame): Outcome[] {
  return MEANINGS.get(found.type)?.(found) ?? []
}

/** What a frame means, by its type (RFC 9113 §6). */
const MEANINGS: ReadonlyMap<number, (frame: Frame) => Outcome[]> = new Map([
  [
    DATA,
    ({ payload, flags }: Frame) => [
      `DATA ${payload.length}`,
      ...((flags & END_STREAM) === 0 ? [] : [STREAM_END]),
    ],
  ],
  [HEADERS, ({ payload }: Frame) => [`HEADERS ${STATUSES.get(payload[0]!) ?? '?'}`]],
  [RST_STREAM, ({ payload }: Frame) => [`RST_STREAM ${CODES[payload.readUInt32BE(0)]}`]],
  [SETTINGS, ({ flags }: Frame) => [(flags & ACK) === 0 ? 'SETTINGS' : SETTLED]],
  [
    PING,
    ({ payload, flags }: Frame) => [`PING ${(flags & ACK) === 0 ? '' : 'ACK '}${payload.toString().trim()}`],
  ],
  [GOAWAY, ({ payload }: Frame) => [`GOAWAY ${CODES[payload.readUInt32BE(4)]}`]],
])

/** Statuses as entries of the static table (RFC 7541 appendix A). */
const STATUSES: ReadonlyMap<number, number> = new Map([
  [0x88, 200],
  [0x8c, 400],
])
