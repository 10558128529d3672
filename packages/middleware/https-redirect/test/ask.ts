import { request } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { once } from 'node:events'
import { onTestFinished } from 'vitest'

/** Asks for `example.com`. @returns status and location */
export async function ask(
  url: string,
  path: string,
  { method = 'GET', headers = {} }: { method?: string; headers?: Readonly<Record<string, string>> } = {},
): Promise<[number | undefined, string | undefined]> {
  const req = request(url + path, { method, agent: false, headers: { host: 'example.com', ...headers } })
  req.end()
  const [response] = (await once(req, 'response')) as [IncomingMessage]
  response.resume()
  return [response.statusCode, response.headers.location]
}

/** Sends text, and reads until the server closes. */
export async function send(url: string, text: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  let answer = ''
  socket.setEncoding('latin1').on('data', (chunk: string) => (answer += chunk))
  socket.write(text)
  await once(socket, 'close')
  return answer
}
