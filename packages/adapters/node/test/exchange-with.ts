import { Agent, request } from 'node:http'
import type { OutgoingHttpHeaders } from 'node:http'
import { onTestFinished } from 'vitest'

/** What to send. */
export interface Sent {
  readonly method?: string
  readonly path?: string
  readonly headers?: OutgoingHttpHeaders | readonly string[]
  readonly body?: string
}

/** What came back. */
export interface Received {
  readonly status: number | undefined
  readonly reason: string | undefined
  /** Field lines in order, as they came: without the time. */
  readonly lines: readonly string[]
  readonly body: string
  readonly trailers: readonly string[]
  /** Statuses of the informational answers. */
  readonly informational: readonly number[]
  /** Whether it came to its end. */
  readonly isComplete: boolean
}

const LEFT_OUT = new Set(['date'])

/** Sends a request over a connection that stays, and reads the answer. */
export function exchangeWith(port: number, sent: Sent = {}): Promise<Received> {
  const agent = new Agent({ keepAlive: true })
  onTestFinished(() => agent.destroy())
  const { method = 'GET', path = '/', headers = {}, body } = sent
  const informational: number[] = []
  return new Promise((resolve, reject) => {
    const req = request({
      host: '127.0.0.1',
      port,
      agent,
      method,
      path,
      headers: headers as OutgoingHttpHeaders,
    })
    req.on('information', ({ statusCode }) => informational.push(statusCode))
    req.on('error', reject)
    req.on('response', (res) => {
      const chunks: Buffer[] = []
      res.on('data', (chunk: Buffer) => chunks.push(chunk))
      res.on('error', () => {})
      res.on('close', () =>
        resolve({
          status: res.statusCode,
          reason: res.statusMessage,
          lines: lines(res.rawHeaders),
          body: Buffer.concat(chunks).toString('latin1'),
          trailers: lines(res.rawTrailers),
          informational,
          isComplete: res.complete,
        }),
      )
    })
    req.end(body)
  })
}

function lines(raw: readonly string[]): string[] {
  const found: string[] = []
  for (let i = 0; i < raw.length; i += 2)
    if (!LEFT_OUT.has(raw[i]!.toLowerCase())) found.push(`${raw[i]}: ${raw[i + 1]}`)
  return found
}
