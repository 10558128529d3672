import { once } from 'node:events'
import { request } from 'node:http'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { Told } from './application.ts'

/** How to ask. */
export interface Asking {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly content?: string
}

/** An answer. */
export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly content: string
}

/** Asks as a client that is another machine: by an address that the front server does not have itself. */
export async function ask(port: number, target: string, asking: Asking = {}): Promise<Answer> {
  const response = await open(port, target, asking)
  let content = ''
  for await (const chunk of response.setEncoding('utf8')) content += chunk as string
  return { status: response.statusCode!, headers: response.headers, content }
}

/** Asks, and gives the answer as soon as its head is there. */
export async function open(
  port: number,
  target: string,
  { method = 'GET', headers = {}, content }: Asking = {},
): Promise<IncomingMessage> {
  const asked = request({
    host: '127.0.0.1',
    localAddress: CLIENT,
    port,
    path: target,
    method,
    headers: { host: 'shop.example', ...headers },
    agent: false,
  })
  asked.end(content)
  const [response] = (await once(asked, 'response')) as [IncomingMessage]
  return response
}

/** What the application was told. */
export async function askApplication(port: number, target: string, asking?: Asking): Promise<Told> {
  const { status, content } = await ask(port, target, asking)
  if (status !== 200) throw new Error(`${target} was answered ${status}: ${content}`)
  return JSON.parse(content) as Told
}

/** Where clients are. */
export const CLIENT = '127.0.0.2'
