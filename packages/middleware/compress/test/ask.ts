import { Buffer } from 'node:buffer'
import { once } from 'node:events'
import { request } from 'node:http'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { Coding } from '../src/index.ts'
import { decode } from './material.ts'

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
