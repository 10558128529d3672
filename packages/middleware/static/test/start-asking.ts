import { connect } from 'node:net'
import type { Socket } from 'node:net'
import type { Server } from '@tsgi/server'
import type { Application } from '@tsgi/spec'
import { start } from '@tsgi/test-servers'
import type { Started } from '@tsgi/test-servers'
import { onTestFinished } from 'vitest'

/** A server that listens, and a way to ask it. */
export interface StartedAsking extends Started {
  /** Sends GET over a connection of its own, and reads nothing until it is told to. */
  readonly ask: (path: string) => Asked
}

/** A request whose answer is read when the test wants it. */
export interface Asked {
  readonly socket: Socket
  /** Resolves when the first bytes of the answer are there. */
  readonly begun: Promise<void>
  /** Reads on to the end of the connection. @returns the content, as much of it as came */
  readonly content: () => Promise<Uint8Array>
}

/** Serves an application until the test has finished, and asks it over sockets. */
export async function startAsking(application: Application): Promise<StartedAsking> {
  const started = await start(application)
  return { ...started, ask: (path) => ask(started.server, path) }
}

function ask(server: Server, path: string): Asked {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  const chunks: Buffer[] = []
  const begun = new Promise<void>((resolve) => {
    socket.once('data', (chunk) => {
      socket.pause()
      chunks.push(chunk)
      resolve()
    })
  })
  const ended = new Promise<void>((resolve) => {
    socket.on('close', () => resolve()).on('error', () => {})
  })
  socket.write(`GET ${path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n`)
  return {
    socket,
    begun,
    async content() {
      socket.on('data', (chunk) => chunks.push(chunk)).resume()
      await ended
      const answer = Buffer.concat(chunks)
      return answer.subarray(answer.indexOf('\r\n\r\n') + 4)
    },
  }
}
