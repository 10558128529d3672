import { once } from 'node:events'
import { request } from 'node:http'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { COMBINATIONS } from './combinations.ts'
import { startFront } from './front.ts'
import type { Front } from './front.ts'

const HTTP = COMBINATIONS.filter(({ protocol }) => protocol === 'http')

describe.each(HTTP)('$name', (combination) => {
  let front: Front
  beforeAll(async () => {
    front = await startFront(combination)
  })
  afterAll(() => front.close())

  it('passes the change to WebSocket on', async () => {
    const { response, socket } = await upgrade(front.port)
    expect(response.statusCode).toBe(101)
    socket.write('there and back')
    expect(String((await once(socket, 'data'))[0])).toBe('there and back')
    socket.destroy()
  })

  it('is answered by the rules', () => {
    expect(front.probe.violations).toEqual([])
  })
})

function upgrade(port: number): Promise<{ response: IncomingMessage; socket: Duplex }> {
  const asked = request({
    port,
    host: '127.0.0.1',
    path: '/',
    agent: false,
    headers: {
      host: 'shop.example',
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    },
  })
  asked.end()
  return new Promise((resolve, reject) => {
    asked.on('upgrade', (response, socket) => resolve({ response, socket }))
    asked.on('response', ({ statusCode }) => reject(new Error(`answered ${statusCode}`)))
    asked.on('error', reject)
  })
}
