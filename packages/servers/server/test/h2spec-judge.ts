/* Plays cases of h2spec against a server, and looks at the outcome. */
import type { Buffer } from 'node:buffer'
import { once } from 'node:events'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { readBytes, text } from '@tsgi/message'
import { serve } from '@tsgi/server'
import type { ServeOptions, Server } from '@tsgi/server'
import type { Application } from '@tsgi/spec'
import { validator } from '@tsgi/validator'
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest'
import { Http2Client } from './h2spec-client.ts'
import type { ErrorCode, Outcome } from './h2spec-client.ts'
import { exceptionTo } from './h2spec-exceptions.ts'
import { overTls } from './h2spec-frames.ts'

/** What a client sends, and what the judge accepts. */
export interface Case {
  /** Part, section of RFC 7540 or 7541, and number within it, as in h2spec. */
  readonly id: string
  /** What the server does, in the words of its section. */
  readonly name: string
  /** Octets to send, and outcomes to wait for in between; after the handshake unless `isBare`. */
  readonly steps: ReadonlyArray<Buffer | Outcome>
  /** Any of these is right. */
  readonly accepts: readonly Outcome[]
  readonly isBare?: boolean
}

/** A section of an RFC and the cases for it. */
export interface Section {
  readonly heading: string
  readonly cases: readonly Case[]
}

/** The connection ends, and the code tells why. */
export function connectionError(...codes: ErrorCode[]): Outcome[] {
  return codes.map((code) => `GOAWAY ${code}`)
}

/** The stream ends, or the connection does (RFC 9113 §5.4.1). */
export function streamError(...codes: ErrorCode[]): Outcome[] {
  return [...codes.map((code) => `RST_STREAM ${code}`), ...connectionError(...codes)]
}

export const ANSWER: readonly Outcome[] = ['HEADERS 200']
export const PONG: readonly Outcome[] = ['PING ACK h2spec']

/** Serves while the tests of a file run. @returns what plays a case and looks at the outcome */
export function serveH2spec(options: ServeOptions = {}): (given: Case) => Promise<void> {
  const violations: unknown[] = []
  const validated = validator({ onViolation: (error) => violations.push(error), onWarning: () => {} })
  let server: Server
  beforeAll(async () => {
    server = await serve(validated(greet), { port: 0, http2: true, ...options })
  })
  afterAll(async () => {
    await server.close({ graceMs: 0 })
    expect(violations).toEqual([])
  })
  return async (given) => expectOutcome(await open(server), given, options.tls !== undefined)
}

/** Answers when it has read all content. */
const greet: Application = async (request) => text(`hello ${(await readBytes(request)).length}`)

async function expectOutcome(socket: Socket, given: Case, isSecure: boolean): Promise<void> {
  const { id, steps, accepts, isBare = false } = given
  const client = new Http2Client(socket)
  if (!isBare) await client.shakeHands()
  for (const step of steps) {
    if (typeof step === 'string') expect(await client.outcome([step])).toBe(step)
    else client.send(isSecure ? overTls(step) : step)
  }
  const exception = exceptionTo(id)
  if (exception === undefined) {
    expect(accepts).toContain(await client.outcome(accepts))
    return
  }
  // One that is no longer needed shows here: the server does something else.
  expect(accepts).not.toContain(exception.does)
  expect(await client.outcome([...accepts, exception.does])).toBe(exception.does)
  if (exception.does.startsWith('GOAWAY')) expect(await client.outcome(['close'])).toBe('close')
}

async function open(server: Server): Promise<Socket> {
  const { port } = server.address as { port: number }
  const isSecure = server.url.startsWith('https')
  const socket = isSecure
    ? connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false, ALPNProtocols: ['h2'] })
    : connect({ port, host: '127.0.0.1', noDelay: true })
  socket.on('error', () => {})
  onTestFinished(() => void socket.destroy())
  await once(socket, isSecure ? 'secureConnect' : 'connect')
  return socket
}
