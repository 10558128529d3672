import { createServer, request } from 'node:http'
import type { IncomingMessage, RequestListener } from 'node:http'
import { connect } from 'node:net'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { serve } from '@tsgi/server'
import type { Application } from '@tsgi/spec'
import { validator } from '@tsgi/validator'
import { expect, onTestFinished } from 'vitest'

/** Serves an application, under the validator, until the test has finished. @returns the port */
export async function start(application: Application): Promise<number> {
  const violations: unknown[] = []
  const validated = validator({ onViolation: (error) => violations.push(error), onWarning: () => {} })
  const server = await serve(validated(application), { port: 0, onError: () => {} })
  onTestFinished(async () => {
    await server.close({ graceMs: 0 })
    expect(violations).toEqual([])
  })
  return (server.address as AddressInfo).port
}

/** Serves a listener by a server of Node until the test has finished. @returns the port */
export async function startNode(listener: RequestListener): Promise<number> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

/** Asks for `example.com`. @returns status and location */
export async function ask(
  port: number,
  path: string,
  { method = 'GET', headers = {} }: { method?: string; headers?: Readonly<Record<string, string>> } = {},
): Promise<[number | undefined, string | undefined]> {
  const req = request({ port, path, method, agent: false, headers: { host: 'example.com', ...headers } })
  req.end()
  const [response] = (await once(req, 'response')) as [IncomingMessage]
  response.resume()
  return [response.statusCode, response.headers.location]
}

/** Sends text, and reads until the server closes. */
export async function send(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  let answer = ''
  socket.setEncoding('latin1').on('data', (chunk: string) => (answer += chunk))
  socket.write(text)
  await once(socket, 'close')
  return answer
}
