/* Guarantee G33: behind a real front server no request fails, and nothing of one is in the answer to another. */
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { readText } from '@tsgi/message'
import type { Application } from '@tsgi/spec'
import { expect } from 'vitest'

/** 100000 is the guarantee; tests that everybody runs make do with fewer. */
const REQUESTS = Number(process.env['TSGI_G33_REQUESTS'] ?? 1000)
/** Milliseconds that they may take. */
export const MANY_MS: number = 30_000 + 5 * REQUESTS
const AT_ONCE = 10
/** Every so many requests the client leaves at once, half-way through its request. */
const LEAVES_EVERY = 20

/** Answers with all that tells one request from another: target, a cookie that only some have, content. */
export const echo: Application = async (incoming) => {
  const { path, query, headers, body } = incoming
  const content = body === null ? 'none' : await readText(incoming, { maxBytes: 1000 })
  return {
    status: 200,
    headers: { 'content-type': 'text/plain' },
    body: [path, query, headers['cookie'] ?? 'none', content].join(' '),
  }
}

/** Sends requests, several at once, among them some whose client leaves; each of the others gets its own answer. */
export async function expectNothingCarried(url: string): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE })
  const wrong: string[] = []
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < REQUESTS) {
      const number = next++
      if (number % LEAVES_EVERY === 0) await leave(url, number)
      else if (!(await isAnswered(url, number, agent))) wrong.push(String(number))
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  agent.destroy()
  expect(wrong).toEqual([])
}

async function isAnswered(url: string, number: number, agent: Agent): Promise<boolean> {
  const cookie = number % 2 === 0 ? `id=${number}` : undefined
  const content = number % 3 === 0 ? `content ${number}` : ''
  const headers = {
    ...(cookie !== undefined && { cookie }),
    ...(content !== '' && { 'content-length': content.length }),
  }
  const client = request(`${url}/${number}?q=${number}`, {
    agent,
    headers,
    method: content === '' ? 'GET' : 'POST',
  })
  client.end(content)
  const [answer] = (await once(client, 'response')) as [IncomingMessage]
  const expected = [`/${number}`, `q=${number}`, cookie ?? 'none', content || 'none'].join(' ')
  return answer.statusCode === 200 && (await text(answer)) === expected
}

/** Announces content, sends some of it, and goes. */
async function leave(url: string, number: number): Promise<void> {
  const headers = { 'content-length': 1000, cookie: `left=${number}` }
  const client = request(`${url}/left`, { method: 'POST', headers, agent: false }).on('error', () => {})
  client.write('secret')
  await once(client, 'socket')
  await new Promise((resolve) => setImmediate(resolve))
  client.destroy()
}
