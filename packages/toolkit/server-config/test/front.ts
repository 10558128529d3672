import { execFile, spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serve as serveFastcgi } from '@tsgi/fastcgi'
import { serve as serveScgi } from '@tsgi/scgi'
import { serve as serveHttp } from '@tsgi/server'
import { serverConfig } from '@tsgi/server-config'
import type { ServerConfigOptions } from '@tsgi/server-config'
import { serve as serveUwsgi } from '@tsgi/uwsgi'
import { probe } from './application.ts'
import type { Probe } from './application.ts'
import type { Combination } from './combinations.ts'
import { PROGRAM_PATH, SETUPS } from './programs.ts'
import type { FrontServer } from './programs.ts'

/** A front server before an application. */
export interface Front {
  readonly port: number
  readonly probe: Probe
  /** Ends the application. What it gives serves it again in the same place. */
  leave(): Promise<() => Promise<void>>
  close(): Promise<void>
}

/** What differs between fronts, for the folder that there is. */
export type Options = (folder: string) => Partial<ServerConfigOptions>

const SERVE = { http: serveHttp, fastcgi: serveFastcgi, scgi: serveScgi, uwsgi: serveUwsgi }

/** Serves an application behind a program that runs with what is printed for it. */
export async function startFront(combination: Combination, more: Options = () => ({})): Promise<Front> {
  const { program, protocol, link, proxyProtocol } = combination
  const folder = await makeFolder()
  const unix = join(folder, 'app.sock')
  const application = probe((name) =>
    program === 'nginx' || program === 'caddy'
      ? ['x-accel-redirect', `/protected/${name}`]
      : ['x-sendfile', `${folder}/reports/${name}`],
  )
  const options = proxyProtocol ? { proxyProtocol: { from: ['127.0.0.1', 'unix'] } } : {}
  const serveAt = (place: { port: number } | { unix: string }): ReturnType<(typeof SERVE)[typeof protocol]> =>
    SERVE[protocol](application.application, { ...place, ...options })
  let server = await serveAt(link === 'tcp' ? { port: 0 } : { unix })
  const place = typeof server.address === 'string' ? { unix } : { port: server.address.port }
  const port = await freePort()
  const printed = print(program, {
    protocol,
    proxyProtocol,
    listen: { host: '127.0.0.1', port },
    ...place,
    ...more(folder),
  })
  const closeServer = async (): Promise<void> => {
    await server.close({ graceMs: 0 })
    await rm(folder, { recursive: true, maxRetries: 5 })
  }
  try {
    const stop = await startProgram(program, printed, folder, port)
    const leave = async (): Promise<() => Promise<void>> => {
      await server.close({ graceMs: 0 })
      return async () => {
        server = await serveAt(place)
      }
    }
    return { port, probe: application, leave, close: () => stop().then(closeServer) }
  } catch (error) {
    await closeServer()
    throw error
  }
}

/** What is printed for a program, its files one after the other. */
export function print(program: FrontServer, options: ServerConfigOptions): string {
  return serverConfig(program, options)
    .map(({ text }) => text)
    .join('\n')
}

/** A folder with files to send, files not to send, and a secret beside. */
export async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'server-config-'))
  await chmod(folder, 0o755)
  await mkdir(join(folder, 'the public/docs/.well-known'), { recursive: true })
  await mkdir(join(folder, 'the public/.well-known'))
  await mkdir(join(folder, 'the public/.git'))
  await mkdir(join(folder, 'reports'))
  const files: Readonly<Record<string, string>> = {
    'the public/hello.txt': 'hello file\n',
    'the public/a b.txt': 'blank\n',
    'the public/docs/index.html': '<p>index</p>\n',
    'the public/.env': 'SECRET\n',
    'the public/.git/config': 'SECRET\n',
    'the public/.well-known/security.txt': 'contact\n',
    'the public/.well-known/.hidden': 'SECRET\n',
    'the public-secret.txt': 'SECRET\n',
    'secret.txt': 'SECRET\n',
    'reports/report.txt': 'a report\n',
    'reports/a b.txt': 'a report with a blank\n',
  }
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  await symlink(join(folder, 'reports/report.txt'), join(folder, 'the public/link.txt'))
  return folder
}

/** Starts a program and waits until it listens. */
async function startProgram(
  program: FrontServer,
  printed: string,
  folder: string,
  port: number,
): Promise<() => Promise<void>> {
  const { command, serve, around } = SETUPS[program]
  const file = join(folder, 'front.conf')
  await writeFile(file, around(printed, folder))
  const child = spawn(command, serve(file), {
    env: { ...process.env, PATH: PROGRAM_PATH, HOME: folder },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const ended = once(child, 'close')
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text))
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM')
    await ended
  }
  if (await Promise.race([listens(port), ended.then(() => false)])) return stop
  await stop()
  throw new Error(`${command} does not listen on port ${port}: ${errors}\n${printed}`)
}

/** Lets a program check a configuration. Resolves with what it said, and whether it was content. */
export async function checkConfiguration(
  program: FrontServer,
  printed: string,
): Promise<{ isGood: boolean; said: string }> {
  const { command, check, around } = SETUPS[program]
  const folder = await makeFolder()
  try {
    const file = join(folder, 'front.conf')
    await writeFile(file, around(printed, folder))
    return await run(command, check(file))
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** Runs a command to its end. */
export function run(command: string, words: readonly string[]): Promise<{ isGood: boolean; said: string }> {
  return new Promise((resolve) => {
    const env = { ...process.env, PATH: PROGRAM_PATH }
    execFile(command, words, { env }, (error, stdout, stderr) => {
      resolve({ isGood: error === null, said: stdout + stderr })
    })
  })
}

/** How long a program may take to listen. */
const START_MS = 15_000

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

/**
 * A port that nobody listens on, from below those that systems give away: one of these could be given to somebody else before
 * the program is there.
 */
async function freePort(): Promise<number> {
  const port = randomInt(10_000, 32_000)
  const server = createServer()
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening')
  } catch {
    return freePort()
  }
  server.close()
  await once(server, 'close')
  return port
}
