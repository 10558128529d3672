import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { processTree } from './process-figures.ts'

/** A program that listens, in a folder of its own that goes with it. */
export interface ListeningProgram {
  readonly port: number
  readonly pid: number
  /** When its process was started, as `performance.now()` tells it. */
  readonly startedAt: number
  stop(): Promise<void>
}

/** The command of a program that is to listen on a port of 127.0.0.1, and may put files into a folder. */
export type CommandFor = (port: number, folder: string) => readonly string[]

/** How long it may take to listen. */
const START_MS = 10_000

/**
 * Starts a program and waits until it listens. The port is in its environment as well, as `PORT`.
 * @throws Error when it ends instead or takes too long
 */
export async function startListening(commandFor: CommandFor): Promise<ListeningProgram> {
  const port = await freePort()
  const folder = mkdtempSync(join(tmpdir(), 'tsgi-bench-'))
  const [command, ...args] = commandFor(port, folder)
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
