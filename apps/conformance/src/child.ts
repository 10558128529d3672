import { spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

/** A program that serves in a folder of its own. */
export interface Child {
  /** Ends the program, waits until it has gone, and removes its folder. */
  stop(): Promise<void>
}

/** How to start a program. */
export interface ChildOptions {
  /** The program. */
  readonly program: string
  /** Its arguments, for the folder that it may write to. */
  readonly arguments: (folder: string) => readonly string[]
  /** Content of `program.conf` in that folder. */
  readonly configuration: (folder: string) => string
  /** Further files there, by name, that the program may run. Default none. */
  readonly scripts?: Readonly<Record<string, string>>
  /** The port on which it is going to listen on 127.0.0.1. */
  readonly port: number
}

/** Where programs are looked for: servers often stand where the path of ordinary users does not lead. */
export const PROGRAM_PATH: string = [process.env['PATH'], '/usr/local/sbin', '/usr/sbin'].join(delimiter)

/** How long a program may take to listen. */
const START_MS = 10_000

/**
 * Starts a program and waits until it listens.
 * @throws Error with what it wrote to standard error, when it ends instead or takes too long
 */
export async function startChild(options: ChildOptions): Promise<Child> {
  const folder = await mkdtemp(join(tmpdir(), 'conformance-'))
  await writeFile(join(folder, 'program.conf'), options.configuration(folder))
  await writeScripts(folder, options.scripts)
  const child = spawn(options.program, options.arguments(folder), {
    // What programs remember, in a home, they keep here as well.
    env: { ...process.env, PATH: PROGRAM_PATH, HOME: folder },
    stdio: ['ignore', 'inherit', 'pipe'],
  })
  const ended = once(child, 'close')
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text))

  const stop = async (): Promise<void> => {
    child.kill('SIGTERM')
    await ended
    // What the program started may need a moment more.
    await rm(folder, { recursive: true, maxRetries: 5 })
  }
  const isListening = await Promise.race([listens(options.port), ended.then(() => false)])
  if (isListening) return { stop }
  await stop()
  throw new Error(`${options.program} does not listen on port ${options.port}: ${errors}`)
}

async function writeScripts(folder: string, scripts: ChildOptions['scripts'] = {}): Promise<void> {
  for (const [name, text] of Object.entries(scripts))
    await writeFile(join(folder, name), text, { mode: 0o755 })
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

/**
 * A port that nobody listens on, from below those that systems give away: one of these could be given to somebody else before
 * the program is there, and whoever tries to connect to it meanwhile could meet himself.
 */
export async function freePort(): Promise<number> {
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
