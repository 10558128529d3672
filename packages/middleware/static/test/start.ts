import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { serve } from '@tsgi/server'
import type { Server } from '@tsgi/server'
import type { Application } from '@tsgi/spec'
import { validator } from '@tsgi/validator'
import type { ValidationError } from '@tsgi/validator'
import { expect, onTestFinished } from 'vitest'

/** A server that listens. */
export interface Started {
  readonly server: Server
  /** Its address: `http://127.0.0.1:12345`. */
  readonly url: string
  /** Faults of the application, in order. */
  readonly errors: unknown[]
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

/** Serves an application on a free port until the test has finished, with the validator around it. */
export async function start(application: Application): Promise<Started> {
  const violations: ValidationError[] = []
  const errors: unknown[] = []
  const validated = validator({ onViolation: (error) => violations.push(error), onWarning: () => {} })
  const server = await serve(validated(application), { port: 0, onError: (error) => errors.push(error) })
  onTestFinished(async () => {
    await server.close({ graceMs: 0 })
    expect(violations).toEqual([])
  })
  return { server, url: server.url.replace(/\/$/, ''), errors, ask: (path) => ask(server, path) }
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
