import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import { createSecureContext } from 'node:tls'
import { readFileSync } from 'node:fs'
import { describe, expect, it, onTestFinished } from 'vitest'
import { TlsSocket } from '../src/tls/tls-socket.ts'
import { certificate, connectTls } from './tls-serve.ts'

const { cert, key } = certificate('localhost')
const secureContext = createSecureContext({ cert: readFileSync(cert), key: readFileSync(key) })

/** Both ends of a TLS connection. */
async function pair(onSecure: (socket: TlsSocket) => void): Promise<Awaited<ReturnType<typeof connectTls>>> {
  const listener = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (accepted) => {
    const socket = new TlsSocket(accepted, { secureContext })
    onTestFinished(() => void socket.destroy())
    socket.once('secure', () => onSecure(socket))
  })
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  onTestFinished(() => void listener.close())
  return connectTls((listener.address() as AddressInfo).port)
}

describe('a paused socket', () => {
  it('delivers nothing, loses nothing, and ends last', async () => {
    const sent = Buffer.from(Array.from({ length: 200_000 }, (_, i) => i % 251))
    const received: Buffer[] = []
    let violations = 0
    let isPaused = false
    let isEnded = false
    let over: () => void = () => {}
    const done = new Promise<void>((resolve) => (over = resolve))
    const client = await pair((socket) => {
      socket.on('end', () => {
        isEnded = true
        over()
      })
      socket.deliverTo((bytes, length) => {
        if (isPaused || isEnded) violations++
        received.push(Buffer.from(bytes.subarray(0, length)))
        isPaused = true
        socket.pause()
        setImmediate(() => {
          isPaused = false
          socket.resume()
        })
      })
    })
    client.end(sent)
    await done
    expect(violations).toBe(0)
    expect(Buffer.concat(received).equals(sent)).toBe(true)
  })

  it('lets the client wait', async () => {
    let delivered = 0
    const client = await pair((socket) => {
      socket.deliverTo((_bytes, length) => {
        delivered += length
        socket.pause()
      })
    })
    client.write(Buffer.alloc(30_000_000))
    for (let i = 0; i < 200; i++) await turn()
    expect(delivered).toBeGreaterThan(0)
    expect(delivered).toBeLessThanOrEqual(65_536)
    expect(client.writableLength).toBeGreaterThan(0)
  })
})

describe('a released socket', () => {
  it('gives what comes as events, paused at first', async () => {
    let read: Promise<string> | undefined
    const client = await pair((socket) => {
      socket.deliverTo((bytes, length) => {
        const first = Buffer.from(bytes.subarray(0, length)).toString()
        expect(socket.release().isPaused()).toBe(true)
        socket.write('released')
        read = once(socket.resume(), 'data').then(([rest]) => first + String(rest))
      })
    })
    client.write('one ')
    await once(client, 'data')
    client.write('two')
    await expect.poll(() => read).toBe('one two')
  })
})
