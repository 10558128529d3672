import { createServer } from 'node:http'
import { fromNode } from '@tsgi/node'
import { Server } from 'socket.io'
import { io } from 'socket.io-client'
import type { Socket } from 'socket.io-client'
import { expect, it, onTestFinished } from 'vitest'
import { served } from './served.ts'

/** A server of socket.io; its HTTP server never listens. */
async function chat(): Promise<string> {
  const http = createServer((_request, response) => response.end('not socket.io'))
  const server = new Server(http)
  server.on('connection', (socket) => {
    socket.on('say', (words: string, told: (count: number) => void) => {
      server.emit('said', words)
      told(words.length)
    })
    socket.on('bytes', (bytes: Buffer, back: (bytes: Buffer) => void) => back(Buffer.concat([bytes, bytes])))
  })
  onTestFinished(() => void server.close())
  return served(fromNode(http))
}

async function client(url: string, ...transports: string[]): Promise<Socket> {
  const socket = io(url, { transports, reconnection: false })
  onTestFinished(() => void socket.close())
  await new Promise<void>((resolve, reject) => {
    socket.on('connect', resolve)
    socket.on('connect_error', reject)
  })
  return socket
}

it.each([['polling'], ['websocket'], ['polling', 'websocket']])('talks over %s %s', async (...transports) => {
  const url = await chat()
  const [one, other] = await Promise.all([client(url, ...transports), client(url, ...transports)])
  const heard = new Promise((resolve) => other.on('said', resolve))
  expect(await one.emitWithAck('say', 'hello')).toBe(5)
  expect(await heard).toBe('hello')
  const back = (await one.emitWithAck('bytes', Buffer.from([1, 2]))) as Uint8Array
  expect([...back]).toEqual([1, 2, 1, 2])
})

it('goes over from polling to a WebSocket while it talks', async () => {
  const socket = await client(await chat(), 'polling', 'websocket')
  const { engine } = socket.io
  if (engine.transport.name !== 'websocket') await new Promise((resolve) => engine.once('upgrade', resolve))
  expect(await socket.emitWithAck('say', 'after')).toBe(5)
})

it('leaves other requests to the listener', async () => {
  expect(await (await fetch(await chat())).text()).toBe('not socket.io')
})
