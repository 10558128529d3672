import { createServer } from 'node:http'
import { createServer as createHttp2Server } from 'node:http2'
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2'
import type { AddressInfo, Server, Socket } from 'node:net'
import { toNode } from '@tsgi/node'
import { HTTP1, HTTP2 } from '../client-protocol.ts'
import type { ClientProtocol } from '../client-protocol.ts'
import type { StartedWayIn, WayIn } from '../way-in.ts'

const quiet = { onError: () => {} }

/** `toNode` on the server of `node:http`, with all the events that it serves. */
export const nodeHttp: WayIn = {
  name: '@tsgi/node on node:http',
  lacks: { 'any-method': 'the parser of Node has a list of methods' },
  exceptions: {
    'method-brew': 'the parser of Node has a list of methods',
    'target-authority': 'Node does not give CONNECT to listeners of requests',
  },
  programs: [],
  start(application) {
    const listener = toNode(application, quiet)
    const server = createServer(listener).on('checkContinue', listener).on('upgrade', listener.upgrade)
    return listen(server, HTTP1)
  },
}

/** `toNode` on the server of `node:http2`, by its requests and responses in the manner of `node:http`. */
export const nodeHttp2: WayIn = {
  name: '@tsgi/node on node:http2',
  ...HTTP2.limitations,
  programs: [],
  start(application) {
    const listener = toNode(application, quiet) as unknown as (
      req: Http2ServerRequest,
      res: Http2ServerResponse,
    ) => void
    return listen(createHttp2Server({}, listener).on('checkContinue', listener), HTTP2)
  },
}

/** Listens on a port of 127.0.0.1. */
export async function listen(server: Server, client: ClientProtocol): Promise<StartedWayIn> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    send: client.sender({ host: '127.0.0.1', port }),
    url: `http://127.0.0.1:${port}`,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}
