import type { Buffer } from 'node:buffer'
import { on, once } from 'node:events'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { Application } from '@tsgi/spec'
import { start as startServer } from '@tsgi/test-servers'
import type { Started as StartedServer } from '@tsgi/test-servers'
import { onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import type { ClientOptions } from 'ws'
import { openRawClient } from './raw-client.ts'
import type { RawClient } from './raw-client.ts'

/** A server that listens, and ways to it. */
export interface Started extends Pick<StartedServer, 'server' | 'errors'> {
  /** Connects with the client of `ws`. */
  readonly connect: (path?: string, options?: ConnectOptions) => Promise<Client>
  /** Connects with a client that sends octets as it is told. */
  readonly open: () => Promise<RawClient>
}

/** A client of `ws` that has connected. */
export interface Client {
  readonly socket: WebSocket
  /** Fields of the answer to the handshake. */
  readonly headers: IncomingHttpHeaders
  /** The next message: text as a string, else bytes. */
  readonly next: () => Promise<string | Uint8Array>
  /** The code with which it closes; 1006: without a close frame. */
  readonly code: Promise<number>
}

/** How to connect. */
export interface ConnectOptions extends ClientOptions {
  /** Subprotocols to offer. */
  readonly protocols?: string[]
}

/** Serves an application on a free port until the test has finished, with the validator around it. */
export async function start(application: Application): Promise<Started> {
  const { server, errors } = await startServer(application)
  const url = server.url.replace('http:', 'ws:')

  return {
    server,
    errors,
    connect: (path = '/', options = {}) => connect(url + path, options),
    open: () => openRawClient(server),
  }
}

async function connect(url: string, { protocols = [], ...options }: ConnectOptions): Promise<Client> {
  const socket = new WebSocket(url, protocols, { perMessageDeflate: false, ...options })
  onTestFinished(() => socket.terminate())
  // From the start: a message may come together with the answer.
  const messages = on(socket, 'message') as AsyncIterableIterator<[Buffer, boolean]>
  const code = once(socket, 'close').then(([value]) => value as number)
  const answer = once(socket, 'upgrade')
  await once(socket, 'open')
  const [{ headers }] = (await answer) as [IncomingMessage]
  return {
    socket,
    headers,
    async next() {
      const [data, isBinary] = ((await messages.next()) as IteratorYieldResult<[Buffer, boolean]>).value
      return isBinary ? new Uint8Array(data) : data.toString()
    },
    code,
  }
}
