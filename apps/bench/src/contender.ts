import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { pinned } from './pinned.ts'

/** A server under test: a process of its own on a core of its own. */
export interface Contender {
  readonly url: string
  /** Processor time used so far, user and system, in microseconds. */
  cpuMicros(): number
  stop(): Promise<void>
}

/** Starts `contenders/<name>.js` and waits until it serves the right answer. */
export async function start(name: string): Promise<Contender> {
  const port = await freePort()
  const script = fileURLToPath(new URL(`./contenders/${name}.js`, import.meta.url))
  const [command, ...args] = pinned(0, [process.execPath, script])
  const child = spawn(command!, args, {
    env: { ...process.env, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  const url = `http://127.0.0.1:${port}/`
  await checkAnswer(name, url)
  return { url, cpuMicros: () => cpuMicros(child.pid!), stop: () => stop(child) }
}

/** A contender that answers wrongly is not timed. */
async function checkAnswer(name: string, url: string): Promise<void> {
  const response = await fetch(url)
  const text = await response.text()
  if (response.status !== 200 || text !== 'Hello, World!') throw new Error(`${name} answers wrongly: ${text}`)
}

/** Fields 14 and 15 of /proc/PID/stat, counted behind the command's closing parenthesis, in hundredths of a second. */
function cpuMicros(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10_000
}

async function stop(child: ChildProcess): Promise<void> {
  child.kill()
  await once(child, 'exit')
}

async function freePort(): Promise<number> {
  const listener = createServer().listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const { port } = listener.address() as AddressInfo
  listener.close()
  await once(listener, 'close')
  return port
}
