/*
 * A client of HTTP/1.1 over a raw socket. Nothing is normalised on the way out and nothing forgiven on the way in, which
 * is why neither `fetch` nor `node:http` would do.
 */
import type { Socket } from 'node:net'
import type { ByteDuplex } from '@tsgi/spec'
import type { Send, SuiteRequest } from '../send.ts'
import { ByteReader } from './byte-reader.ts'
import { openSocket } from './open-socket.ts'
import type { HttpAddress, SenderOptions } from './open-socket.ts'
import { nothingYet, readAnswer } from './read-answer.ts'
import type { ArrivingAnswer } from './read-answer.ts'
import { withinLimit } from './within-limit.ts'
import { write, writeRequest } from './write-request.ts'

/** Makes a `Send` for whatever speaks HTTP/1.1 on a socket. Rejects when nobody listens there. */
export function httpSender(address: HttpAddress, { timeoutMs = 10_000, tls }: SenderOptions = {}): Send {
  const kept = new WeakMap<object, Line>()

  const send: Send = async (request) => {
    const reused = takeKept(kept, request.connection)
    const line = reused ?? lineOf(await openSocket(address, tls, 'http/1.1'))
    const answer = nothingYet()
    const leave = (): void => void line.socket.destroy()
    await withinLimit(timeoutMs, leave, answer, () => converse(line, request, answer))
    if (reused !== undefined && answer.status === null && request.signal?.aborted !== true)
      return send(request)
    if (request.connection !== undefined && staysOpen(line, answer)) kept.set(request.connection, line)
    else line.socket.destroy()
    return answer
  }
  return send
}

/** A connection, and what reads from it. */
interface Line {
  readonly socket: Socket
  readonly reader: ByteReader
}

function lineOf(socket: Socket): Line {
  return { socket, reader: new ByteReader(socket) }
}

function takeKept(kept: WeakMap<object, Line>, connection: object | undefined): Line | undefined {
  if (connection === undefined) return undefined
  const line = kept.get(connection)
  kept.delete(connection)
  return line?.socket.destroyed === true ? undefined : line
}

function staysOpen({ socket }: Line, { complete, status, headers }: ArrivingAnswer): boolean {
  if (!complete || status === 101 || socket.destroyed) return false
  return !headers.some(([name, value]) => name === 'connection' && value.toLowerCase().includes('close'))
}

/** Writes and reads at the same time: servers may answer before they have read everything. */
async function converse(line: Line, request: SuiteRequest, answer: ArrivingAnswer): Promise<void> {
  const { socket, reader } = line
  const leave = (): void => void socket.destroy()
  request.signal?.addEventListener('abort', leave, { once: true })
  if (request.signal?.aborted === true) leave()
  const permission = new Permission(request.expectContinue !== true)
  const written = writeRequest(socket, request, permission.given).catch(leave)
  await readAnswer(reader, answer, request, (status) => status === 100 && permission.answer(true))
  permission.answer(false)
  if (answer.status === 101) await request.onUpgrade?.(duplex(line))
  else if (reader.unread > 0) throw new Error(`${reader.unread} bytes after the end of the answer`)
  if (request.connection !== undefined && answer.complete) await written
  request.signal?.removeEventListener('abort', leave)
}

/** Whether the content of a request may go out: at once, or when the server says so. */
class Permission {
  readonly given: Promise<boolean>
  answer: (isGiven: boolean) => void = () => {}

  constructor(isGiven: boolean) {
    this.given = new Promise((resolve) => {
      this.answer = resolve
    })
    if (isGiven) this.answer(true)
  }
}

function duplex({ socket, reader }: Line): ByteDuplex {
  return {
    readable: reader,
    write: (chunk) => write(socket, chunk),
    end: () => void socket.end(),
    destroy: () => void socket.destroy(),
  }
}
