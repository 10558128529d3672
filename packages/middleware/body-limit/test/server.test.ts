import { once } from 'node:events'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { readText, text } from '@tsgi/message'
import type { Server } from '@tsgi/server'
import type { Application } from '@tsgi/spec'
import { start } from '@tsgi/test-servers'
import { describe, expect, it, onTestFinished } from 'vitest'
import { bodyLimit } from '../src/index.ts'

const MIB = 1024 ** 2
const CHUNK = Buffer.from(`10000\r\n${'x'.repeat(65_536)}\r\n`)

const reading: Application = async (request) =>
  text(String((await readText(request, { maxBytes: 2 ** 30 })).length))

function open(server: Server): Socket {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1').on('error', () => {})
  onTestFinished(() => void socket.destroy())
  return socket
}

/** Sends chunks until the server closes, and no more than 1 GiB of them. @returns the status line */
async function flood(server: Server, head: string): Promise<string> {
  const socket = open(server)
  const received: Buffer[] = []
  socket.on('data', (bytes) => received.push(bytes))
  const closed = new Promise((resolve) => void socket.once('close', resolve))
  socket.write(head)
  for (let sent = 0; sent < 1024 * MIB && !socket.destroyed && received.length === 0; sent += 65_536) {
    if (socket.write(CHUNK)) await new Promise((resolve) => void setImmediate(resolve))
    else await Promise.race([once(socket, 'drain'), closed]).catch(() => {})
  }
  socket.end()
  await closed
  return Buffer.concat(received).toString('latin1').split('\r\n', 1)[0]!
}

async function answerOf(socket: Socket): Promise<string> {
  const [bytes] = (await once(socket, 'data')) as [Buffer]
  return bytes.toString('latin1')
}

describe('bodyLimit on a server', () => {
  it('G25 reads little more than the limit of 1 GiB in chunks', async () => {
    const { server } = await start(bodyLimit('1mb')(reading))
    const head = 'POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n'
    expect(await flood(server, head)).toBe('HTTP/1.1 413 Content Too Large')
    // The limit, what the server reads in advance, and what it throws away at the end.
    expect(server.counters.bytes.received).toBeLessThanOrEqual(MIB + 4 * 65_536)
  })

  it('G25 reads next to nothing of 1 GiB that is announced', async () => {
    const { server } = await start(bodyLimit('1mb')(reading))
    const head = `POST / HTTP/1.1\r\nhost: a\r\ncontent-length: ${1024 * MIB}\r\n\r\n`
    expect(await flood(server, head)).toBe('HTTP/1.1 413 Content Too Large')
    expect(server.counters.bytes.received).toBeLessThanOrEqual(4 * 65_536)
  })

  it('G25 reads next to nothing when the application does not read', async () => {
    const { server } = await start(bodyLimit('1mb')(() => text('no, thanks')))
    const head = 'POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n'
    expect(await flood(server, head)).toBe('HTTP/1.1 200 OK')
    expect(server.counters.bytes.received).toBeLessThanOrEqual(4 * 65_536)
  })

  it('answers 413 instead of 100 to a client that waits for leave to send', async () => {
    const { server } = await start(bodyLimit(4)(reading))
    const socket = open(server)
    socket.write('POST / HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 5\r\n\r\n')
    expect(await answerOf(socket)).toMatch(/^HTTP\/1\.1 413 .*\r\n(?:.*\r\n)*connection: close\r\n/i)
  })

  it('keeps the connection when the rest of the content is short', async () => {
    const { server } = await start(bodyLimit(4)(reading))
    const socket = open(server)
    socket.write('POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\n\r\nhello')
    expect(await answerOf(socket)).toMatch(/^HTTP\/1\.1 413 /)
    socket.write('POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 4\r\n\r\nhell')
    expect(await answerOf(socket)).toMatch(/^HTTP\/1\.1 200 /)
  })
})
