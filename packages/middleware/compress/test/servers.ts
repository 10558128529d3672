import { Buffer } from 'node:buffer'
import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { IncomingHttpHeaders, IncomingMessage, RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serve } from '@tsgi/server'
import type { Application } from '@tsgi/spec'
import { validator } from '@tsgi/validator'
import type { ValidationError } from '@tsgi/validator'
import { expect, onTestFinished } from 'vitest'
import type { Coding } from '../src/index.ts'
import { decode } from './material.ts'

/** A server that listens. */
export interface Started {
  /** Without a slash at the end. */
  readonly url: string
  /** Faults of the application, in order. */
  readonly errors: unknown[]
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
  return { url: server.url.replace(/\/$/, ''), errors }
}

/** Serves a listener as Express and Koa do, until the test has finished. @returns its URL, without a slash at the end */
export async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** What came back. */
export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly coding: string | undefined
  /** Content, decoded. */
  readonly content: Buffer
}

/** Asks, and gives the answer as soon as its head is there, as it was sent. */
export async function open(
  url: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<IncomingMessage> {
  const sent = request(url, { method, headers, agent: false }).end()
  const [answer] = (await once(sent, 'response')) as [IncomingMessage]
  return answer
}

/** Asks, and reads all. `fetch` would decode by itself, and add fields of its own. */
export async function ask(
  url: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<Answer> {
  const answer = await open(url, headers, method)
  const chunks: Buffer[] = []
  for await (const chunk of answer) chunks.push(chunk as Buffer)
  const sent = Buffer.concat(chunks)
  const coding = answer.headers['content-encoding']
  const content = coding === undefined || sent.length === 0 ? sent : decode(coding as Coding, sent)
  return { status: answer.statusCode!, headers: answer.headers, coding, content }
}
