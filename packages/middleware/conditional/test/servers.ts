import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { IncomingHttpHeaders, IncomingMessage, RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text as textOf } from 'node:stream/consumers'
import { serve } from '@tsgi/server'
import type { Application } from '@tsgi/spec'
import { validator } from '@tsgi/validator'
import type { ValidationError } from '@tsgi/validator'
import { expect, onTestFinished } from 'vitest'

/** Serves an application, validated, until the test has finished. @returns its address, without a slash at the end */
export async function start(application: Application): Promise<string> {
  const violations: ValidationError[] = []
  const validated = validator({ onViolation: (error) => violations.push(error), onWarning: () => {} })
  const server = await serve(validated(application), { port: 0 })
  onTestFinished(async () => {
    await server.close({ graceMs: 0 })
    expect(violations).toEqual([])
  })
  return server.url.replace(/\/$/, '')
}

/** Serves a listener as Express and Koa do, until the test has finished. @returns its address */
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
  readonly text: string
}

/** Sends a request with these fields and no others: `fetch` adds `cache-control: no-cache` to conditional ones. */
export async function ask(
  url: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<Answer> {
  const sent = request(url, { method, headers, agent: false }).end()
  const [answer] = (await once(sent, 'response')) as [IncomingMessage]
  return { status: answer.statusCode!, headers: answer.headers, text: await textOf(answer) }
}
