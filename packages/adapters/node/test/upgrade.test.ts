import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
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

  /** Asks for another protocol. @returns the client's socket, and what the listener of 'upgrade' has got */
  async function ask(): Promise<{ client: Socket; req: IncomingMessage; socket: Socket }> {
    const server = createServer()
    const port = await listen(fromNode(server))
    const upgraded = once(server, 'upgrade') as Promise<[IncomingMessage, Socket]>
    const client = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    onTestFinished(() => void client.destroy())
    client.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: raw\r\n\r\n')
    const [req, socket] = await upgraded
    onTestFinished(() => void socket.destroy())
    return { client, req, socket }
  }

  it('tells the listener that the request is complete, and of its end', async () => {
    const { req, socket } = await ask()
    expect([(req as { upgrade?: boolean }).upgrade, req.complete, req.socket === socket]).toEqual([
      true,
      true,
      true,
    ])
    await once(req.resume(), 'end')
  })

  it('tells of the end of a connection from which nobody reads', async () => {
    const { client, socket } = await ask()
    const closed = once(socket, 'close')
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n')
    client.end()
    expect(await closed).toEqual([false])
  })

  it('tells of the end of a connection from which nobody reads any more', async () => {
    const { client, socket } = await ask()
    socket.resume()
    socket.pause()
    const closed = once(socket, 'close')
    socket.end()
    client.end()
    expect(await closed).toEqual([false])
  })

  it('holds the client up when what it sends is not read', async () => {
    const { client, socket } = await ask()
    socket.pause()
    let written = 0
    while (client.writableLength < 1_048_576 && written < 64 * 1_048_576) {
      client.write(Buffer.alloc(65_536))
      written += 65_536
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(client.writableLength).toBeGreaterThanOrEqual(1_048_576)
    expect(socket.readableLength).toBeLessThanOrEqual(262_144)
    const taken = once(client, 'drain')
    socket.resume()
    await taken
  })
})
