/*
 * Octets that mean little, and what a server makes of them: an answer that says so, or the end of the connection, soon.
 */
import { Buffer } from 'node:buffer'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import { readBytes } from '@tsgi/message'
import type { Application } from '@tsgi/spec'
import { mutant, pieces } from '../../../protocol/http1/test/mutation.ts'
import type { Random } from '../../../protocol/http1/test/random.ts'
import { parseAnswer } from './answer.ts'

/** Something to send, and whether it can be a request at all. */
export interface Noise {
  readonly parts: readonly Buffer[]
  readonly mayBeRequest: boolean
}

/** Something else each time: octets at random, or requests with many mistakes, at once or in pieces. */
export function noise(random: Random): Noise {
  const kind = random(8)
  const bytes = kind < 2 ? octets(random) : mutant(random)
  if (kind < 4) scatter(bytes, random)
  return { parts: random(2) === 0 ? [bytes] : pieces(bytes, random), mayBeRequest: kind >= 2 }
}

function octets(random: Random): Buffer {
  return Buffer.from(Array.from({ length: random(random(2) === 0 ? 40 : 4000) }, () => random(256)))
}

function scatter(bytes: Buffer, random: Random): void {
  for (let i = random(1 + bytes.length / 8); i > 0; i--) bytes[random(bytes.length)] = random(256)
}

/** Reads all content, and answers alike to all methods. */
export const swallow: Application = async (request) => {
  await readBytes(request, { maxBytes: 1_048_576 })
  return { status: 200, headers: {}, body: null }
}

/** What may be answered, besides 200. */
const REFUSALS = [400, 413, 414, 417, 431, 501, 505]

/** Milliseconds after which a server that neither answers nor closes hangs. */
const HANG_MS = 1000

/** Sends noise to a port of this machine, and ends. @returns what is wrong with the reaction, if anything is */
export async function faultOf(port: number, { parts, mayBeRequest }: Noise): Promise<string | undefined> {
  const { received, wasOpen, isOver, isReset } = await converse(port, parts)
  if (!wasOpen) return 'accepts no connection'
  if (!isOver) return `neither answered nor closed within ${HANG_MS} ms`
  const statuses = statusesOf(received)
  if (statuses === undefined) return isReset ? undefined : `no whole answers: ${JSON.stringify(received)}`
  const wrong = statuses.find(
    (status) => !REFUSALS.includes(status) && !(mayBeRequest && (status === 200 || status === 100)),
  )
  return wrong === undefined ? undefined : `status ${wrong}`
}

interface Conversation {
  readonly received: string
  readonly wasOpen: boolean
  readonly isOver: boolean
  readonly isReset: boolean
}

function converse(port: number, parts: readonly Buffer[]): Promise<Conversation> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true })
    let received = ''
    let wasOpen = false
    let isReset = false
    let deadline: NodeJS.Timeout | undefined
    let isSettled = false
    const settle = (isOver: boolean): void => {
      isSettled = true
      clearTimeout(deadline)
      socket.destroy()
      resolve({ received, wasOpen, isOver, isReset })
    }
    socket.on('data', (bytes: Buffer) => (received += bytes.toString('latin1')))
    socket.on('error', () => (isReset = true))
    socket.on('end', () => settle(true))
    socket.on('close', () => settle(true))
    socket.on('connect', () => {
      wasOpen = true
      void sendApart(socket, parts).then(() => {
        if (!isSettled) deadline = setTimeout(settle, HANG_MS, false)
      })
    })
  })
}

async function sendApart(socket: Socket, parts: readonly Buffer[]): Promise<void> {
  for (const part of parts) {
    socket.write(part)
    await turn()
  }
  socket.end()
}

/** Statuses of answers that stand one behind the other; `undefined`: there is something else. */
function statusesOf(received: string): number[] | undefined {
  const statuses: number[] = []
  let rest = received
  while (rest !== '') {
    if (!rest.startsWith('HTTP/1.1 ')) return undefined
    const parsed = parseAnswer(rest, 'GET', true)
    if (parsed === undefined) return undefined
    statuses.push(parsed.answer.status)
    rest = rest.slice(parsed.size)
  }
  return statuses
}
