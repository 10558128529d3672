import { once } from 'node:events'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { readText, text } from '@tsgi/message'
import type { Application } from '@tsgi/spec'
import { start } from '@tsgi/test-servers'
import { describe, expect, it, onTestFinished } from 'vitest'
import { timeout } from '../src/index.ts'
import { gate, never } from './layers.ts'
import { expectNothingUnhandled } from './ask.ts'

const slow: Application = (request) => (request.path === '/slow' ? never() : text('hello'))

function open(url: string): Socket {
  const socket = connect(Number(new URL(url).port), '127.0.0.1').on('error', () => {})
  onTestFinished(() => void socket.destroy())
  return socket
}

async function answerOf(socket: Socket): Promise<string> {
  const [bytes] = (await once(socket, 'data')) as [Buffer]
  return bytes.toString('latin1')
}

/** Everything up to the end of the connection. */
async function read(socket: Socket): Promise<string> {
  let received = ''
  socket.on('data', (bytes) => (received += bytes.toString('latin1')))
  await once(socket, 'close')
  return received
}

describe('timeout on a server', () => {
  it('answers 503, and the connection goes on', async () => {
    expectNothingUnhandled()
    const { url, errors } = await start(timeout(10)(slow))
    const socket = open(url)
    socket.write('GET /slow HTTP/1.1\r\nhost: a\r\n\r\n')
    expect(await answerOf(socket)).toMatch(/^HTTP\/1\.1 503 Service Unavailable\r\n/)
    socket.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n')
    expect(await answerOf(socket)).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
    expect(errors).toEqual([])
  })

  it('answers while the client still sends, and the application learns that no more will come', async () => {
    expectNothingUnhandled()
    const failed = gate<unknown>()
    const { url, errors } = await start(
      timeout(10)((request) =>
        readText(request).then(text, (error: unknown) => {
          failed.resolve(error)
          throw error
        }),
      ),
    )
    const socket = open(url)
    socket.write('POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 10\r\n\r\nhello')
    expect(await answerOf(socket)).toMatch(/^HTTP\/1\.1 503 /)
    expect(await failed.promise).toMatchObject({ name: 'AbortError' })
    expect(errors).toEqual([])
  })

  it('cuts a body that stalls, without a last chunk', async () => {
    expectNothingUnhandled()
    const { url, errors } = await start(
      timeout({ idleMs: 10 })(({ exchange: { signal } }) => ({
        status: 200,
        headers: { 'content-type': 'text/plain' },
        body: (async function* () {
          yield 'begun'
          await once(signal, 'abort')
        })(),
      })),
    )
    const socket = open(url)
    socket.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n')
    expect(await read(socket)).toMatch(/\r\n\r\n5\r\nbegun\r\n$/)
    expect(errors).toEqual([expect.objectContaining({ code: 'TIMEOUT_IDLE' })])
  })
})
