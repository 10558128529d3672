import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Application } from '@tsgi/spec'
import { describe, expect, it, onTestFinished } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { fromNode } from '../src/index.ts'
import { exchangeWith } from './exchange-with.ts'
import { listenNode, listenOurs } from './servers.ts'

/** A server that does not listen, with a WebSocket server attached as `ws` has it. */
function echoing(): Application {
  const server = createServer((_req, res) => res.end('ordinary'))
  const sockets = new WebSocketServer({ server, path: '/chat' })
  sockets.on('connection', (socket, req) => {
    socket.send(`hello ${req.url} from ${req.socket.remoteAddress}`)
    socket.on('message', (message) => socket.send(message))
  })
  return fromNode(server)
}

describe.each([
  ['@tsgi/server', listenOurs],
  ['toNode on node:http', listenNode],
])('a server with listeners of upgrade, through %s', (_name, listen) => {
  it('speaks WebSocket', async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${await listen(echoing())}/chat`)
    onTestFinished(() => socket.terminate())
    expect(String((await once(socket, 'message'))[0])).toBe('hello /chat from 127.0.0.1')
    socket.send('there and back')
    expect(String((await once(socket, 'message'))[0])).toBe('there and back')
    socket.close()
    await once(socket, 'close')
  })

  it('refuses as it does on its own', async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${await listen(echoing())}/elsewhere`)
    const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }]
    expect(response.statusCode).toBe(400)
  })

  it('answers ordinary requests', async () => {
    expect((await exchangeWith(await listen(echoing()))).body).toBe('ordinary')
  })
})
