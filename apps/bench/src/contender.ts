import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { CONTENDERS } from './contender-table.ts'
import type { ContenderName } from './contender-table.ts'
import { nginxConfiguration } from './contenders/nginx.ts'
import { onServerCore } from './pin.ts'
import { processTree } from './process-figures.ts'
import type { ProgramName, Programs } from './programs.ts'

/** A server under test: a process of its own on a core of its own, in a folder of its own that goes with it. */
export interface Contender {
  readonly port: number
  readonly pid: number
  /** When its process was started, as `performance.now()` tells it. */
  readonly startedAt: number
  stop(): Promise<void>
}

/** Starts a contender, does something with it, and stops it whatever happens. */
export async function withContender<T>(
  name: ContenderName,
  programs: Programs,
  use: (contender: Contender) => Promise<T>,
): Promise<T> {
  const contender = await start(name, programs)
  try {
    return await use(contender)
  } finally {
    await contender.stop()
  }
}

/** How long a contender may take to listen. */
const START_MS = 10_000

/**
 * Starts a contender and waits until it listens.
 * @throws Error when it ends instead or takes too long
 */
async function start(name: ContenderName, programs: Programs): Promise<Contender> {
  const { program } = CONTENDERS[name]
  const path = await programs(program)
  const port = await freePort()
  const folder = mkdtempSync(join(tmpdir(), 'tsgi-bench-'))
  const [command, ...args] = onServerCore(COMMANDS[program](path, name, port, folder))
  const startedAt = performance.now()
  const child = spawn(command!, args, {
    cwd: folder,
    env: { ...process.env, NODE_ENV: 'production', PORT: String(port) },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const complaints = beginningOf(child.stderr)
  const stop = async (): Promise<void> => {
    await end(child)
    rmSync(folder, { recursive: true })
  }
  if (await listens(child, port)) return { port, pid: child.pid!, startedAt, stop }
  await stop()
  throw new Error(`It does not listen: ${complaints()}`)
}

type Command = (path: string, name: string, port: number, folder: string) => readonly string[]

const COMMANDS: Readonly<Record<ProgramName, Command>> = {
  node: (path, name) => [path, script(name)],
  bun: (path, name) => [path, script(name)],
  deno: (path, name) => [path, 'run', '--no-config', '--allow-net', '--allow-env', script(name)],
  nginx: (path, _name, port, folder) => {
    const file = join(folder, 'nginx.conf')
    writeFileSync(file, nginxConfiguration(port))
    return [path, '-p', folder, '-c', file, '-e', 'stderr']
  },
}

function script(name: string): string {
  return fileURLToPath(new URL(`./contenders/${name}.js`, import.meta.url))
}

/** Keeps what comes first: a server that fails at each request would fill the screen. */
function beginningOf(stream: Readable): () => string {
  let text = ''
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    if (text.length < 1000) text += chunk.slice(0, 1000)
  })
  return () => text
}

/** Tries to connect until somebody is there. */
async function listens(child: ChildProcess, port: number): Promise<boolean> {
  const giveUpAt = performance.now() + START_MS
  child.once('error', () => {})
  while (!hasEnded(child) && performance.now() < giveUpAt) {
    const socket = connect(port, '127.0.0.1')
    try {
      await once(socket, 'connect')
      // Where nobody listens, a connection may be given the very port that it asks for, and meet itself.
      if (socket.localPort !== port) return true
    } catch {
      await sleep(1)
    } finally {
      socket.destroy()
    }
  }
  return false
}

/** Ends it and its descendants at once: some would wait for their connections, and these are ours. */
async function end(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return
  const exited = once(child, 'exit')
  for (const pid of processTree(child.pid!)) process.kill(pid, 'SIGKILL')
  await exited
}

function hasEnded({ pid, exitCode, signalCode }: ChildProcess): boolean {
  return pid === undefined || exitCode !== null || signalCode !== null
}

async function freePort(): Promise<number> {
  const listener = createServer().listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const { port } = listener.address() as AddressInfo
  listener.close()
  await once(listener, 'close')
  return port
}
