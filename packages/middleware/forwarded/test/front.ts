import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http'
import { connect, createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { text as readAll } from 'node:stream/consumers'
import { serve } from '@tsgi/server'
import type { ServeOptions } from '@tsgi/server'
import type { Application } from '@tsgi/spec'
import { validator } from '@tsgi/validator'
import { expect, onTestFinished } from 'vitest'
import { forwarded } from '../src/index.ts'
import type { ForwardedOptions } from '../src/index.ts'
import { tell } from './seen.ts'
import type { Seen } from './seen.ts'

const PATH = [process.env['PATH'], '/usr/local/sbin', '/usr/sbin'].join(delimiter)
const START_MS = 10_000

/** Whether a program can be started by its name. */
export function isInstalled(program: string): boolean {
  return PATH.split(delimiter).some((folder) => existsSync(join(folder, program)))
}

/** Serves `tell` behind the middleware until the test has finished. @returns the server's port */
export async function serveTold(
  options: ForwardedOptions,
  serving: ServeOptions = { port: 0 },
): Promise<number> {
  return serveUntilFinished(forwarded(options)(tell), serving)
}

/** Serves an application, under the validator, until the test has finished. @returns the server's port; 0 on a unix socket */
export async function serveUntilFinished(
  application: Application,
  serving: ServeOptions = { port: 0 },
): Promise<number> {
  const violations: unknown[] = []
  const validated = validator({ onViolation: (error) => violations.push(error), onWarning: () => {} })
  const server = await serve(validated(application), { onError: () => {}, ...serving })
  onTestFinished(async () => {
    await server.close({ graceMs: 0 })
    expect(violations).toEqual([])
  })
  return (server.address as Partial<AddressInfo>).port ?? 0
}

const ARGUMENTS: Readonly<Record<string, (folder: string) => string[]>> = {
  nginx: (folder) => ['-p', folder, '-c', 'program.conf', '-e', 'stderr'],
  apache2: (folder) => ['-d', folder, '-f', 'program.conf', '-DFOREGROUND'],
  haproxy: (folder) => ['-db', '-f', join(folder, 'program.conf')],
}

/** Starts a program on a free port until the test has finished. @returns the port */
export async function startFront(
  program: 'nginx' | 'apache2' | 'haproxy',
  configuration: (port: number, folder: string) => string,
): Promise<number> {
  const port = await freePort()
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'program.conf'), configuration(port, folder))
  const child = spawn(program, ARGUMENTS[program]!(folder), {
    env: { ...process.env, PATH },
    stdio: ['ignore', 'inherit', 'pipe'],
  })
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text))
  const ended = once(child, 'close').then(() => false)
  onTestFinished(async () => {
    child.kill('SIGTERM')
    await ended
  })
  if (!(await Promise.race([listens(port), ended]))) throw new Error(`${program} does not listen: ${errors}`)
  return port
}

/** A folder that is removed when the test has finished. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tsgi-forwarded-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** The address of clients, so that they are not mistaken for proxies, which have 127.0.0.1. */
export const CLIENT = '127.0.0.2'

/** Sends GET as a client. */
export async function get(
  port: number,
  headers: Readonly<Record<string, string | readonly string[]>> = {},
  path = '/',
): Promise<{ status: number; text: string }> {
  const req = request({
    port,
    path,
    host: '127.0.0.1',
    localAddress: CLIENT,
    agent: false,
    headers: { host: 'app.example', ...headers } as OutgoingHttpHeaders,
  })
  req.end()
  const [response] = (await once(req, 'response')) as [IncomingMessage]
  return { status: response.statusCode!, text: await readAll(response) }
}

/** What the application sees of a client's request. */
export async function seenOf(...[port, headers, path]: Parameters<typeof get>): Promise<Seen> {
  const { status, text } = await get(port, headers, path)
  expect([status, text]).toEqual([200, text])
  return JSON.parse(text) as Seen
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** Tries to connect until somebody is there. */
async function listens(port: number): Promise<boolean> {
  const end = Date.now() + START_MS
  while (Date.now() < end) {
    const socket = connect({ host: '127.0.0.1', port })
    try {
      await once(socket, 'connect')
      return true
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 20))
    } finally {
      socket.destroy()
    }
  }
  return false
}
