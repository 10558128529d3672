import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import type { RequestOptions } from 'node:http'
import { Agent as SecureAgent, request as requestSecurely } from 'node:https'
import { AUTHORITY } from '../certificates.ts'
import { SendAgain } from './sender.ts'
import type { Answer, Ask, Sender } from './sender.ts'

/** Sends requests over HTTP/1.1, with TLS or without, by Node's own client. */
export class Http1Sender implements Sender {
  readonly #isSecure: boolean
  readonly #agent: Agent
  readonly #ca: Buffer | undefined

  constructor(isSecure: boolean) {
    this.#isSecure = isSecure
    this.#ca = isSecure ? readFileSync(AUTHORITY) : undefined
    this.#agent = isSecure ? new SecureAgent({ keepAlive: true }) : new Agent({ keepAlive: true })
    // Connections stay in use when new ones go to another port, as if another process had taken the port over.
    this.#agent.getName = () => 'any'
  }

  send(port: number, { path = '/', method, content, isFresh = false }: Ask): Promise<Answer> {
    const options = {
      host: '127.0.0.1',
      port,
      path,
      method: method ?? (content === undefined ? 'GET' : 'POST'),
      agent: isFresh ? false : this.#agent,
      ...(this.#isSecure ? { ca: this.#ca } : {}),
    }
    return exchange(this.#isSecure ? requestSecurely : request, options, content)
  }

  close(): void {
    this.#agent.destroy()
  }
}

function exchange(
  open: typeof request,
  options: RequestOptions,
  content: string | Uint8Array | undefined,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = open(options, (incoming) => {
      let text = ''
      incoming.setEncoding('latin1')
      incoming.on('data', (piece: string) => (text += piece))
      incoming.on('error', () => reject(new Error('truncated')))
      incoming.on('end', () => resolve({ status: incoming.statusCode!, headers: incoming.headers, text }))
    })
    outgoing.on('error', (error) =>
      reject(outgoing.reusedSocket ? new SendAgain(error.message, false) : error),
    )
    outgoing.end(content)
  })
}
