import { type ChildProcess, type StdioOptions, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished, vi } from 'vitest'
import type { Status, WorkerStatus } from '../../src/manager/control/protocol.ts'
import type { ManagedSettings } from '../../src/manager/settings.ts'
import { type Ended, directoryOf } from '../command.ts'

export { directoryOf }

const bin = fileURLToPath(new URL('bin.mjs', import.meta.url))
if (!existsSync(fileURLToPath(new URL('../../dist/manager/index.js', import.meta.url))))
  throw new Error('dist/manager is missing: these tests run built processes, so run "pnpm build" first')

// Processes start slowly where others want the processor, too.
vi.setConfig({ testTimeout: 60_000 })

/** Answers with the number and the process id of its worker. */
export const whoami = `export default () => ({
  status: 200,
  headers: { 'content-type': 'text/plain' },
  body: \`\${process.env.TSGI_WORKER ?? 'none'} \${process.pid}\`,
})`

/** Settings of a test, and the file to serve. What is left out has its default; `workers` are 2. */
export type Settings = Partial<ManagedSettings> & { readonly file?: string }

/** Where and how it runs. */
export interface Conditions {
  readonly files?: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
  /** Working directory. Default: a new one with these files. */
  readonly directory?: string
  /** Descriptors from 3 on. */
  readonly fds?: readonly number[]
  /** A command to be put in front. */
  readonly through?: readonly string[]
}

/** A managed application. */
export interface Managed {
  readonly process: ChildProcess
  readonly pid: number
  readonly directory: string
  /** Resolves when it has ended, and everything that it has started. */
  readonly ended: Promise<Ended>
  /** Resolves with the code when it has ended. */
  readonly exited: Promise<number | null>
  /** Resolves with the address when it serves. */
  readonly serves: () => Promise<string>
  /** Resolves when stderr contains a text so many times. */
  readonly says: (text: string, times?: number) => Promise<void>
  /** Resolves when stdout contains a text. */
  readonly prints: (text: string) => Promise<void>
  readonly signal: (signal: NodeJS.Signals) => void
  /** Asks the control socket `control.sock`. */
  readonly ask: (command: string) => Promise<unknown>
  readonly status: () => Promise<Status>
  readonly workers: () => Promise<WorkerStatus[]>
}

/** Starts it and waits until it serves. */
export async function serveManaged(
  settings: Settings = {},
  conditions: Conditions = {},
): Promise<Managed & { readonly url: string }> {
  const managed = launchManaged(settings, conditions)
  return { ...managed, url: await managed.serves() }
}

/** Starts it, with a control socket. */
export function launchManaged(settings: Settings = {}, conditions: Conditions = {}): Managed {
  const { files = { 'app.mjs': whoami }, env = {}, fds = [], through = [] } = conditions
  const directory = conditions.directory ?? directoryOf(files)
  const command = [
    ...through,
    process.execPath,
    bin,
    'serve',
    JSON.stringify({ controlSocket: 'control.sock', ...settings }),
  ]
  const stdio: StdioOptions = ['ignore', 'pipe', 'pipe', ...fds]
  const child = spawn(command[0]!, command.slice(1), {
    cwd: directory,
    env: { PATH: process.env['PATH'], ...env },
    stdio,
  })
  onTestFinished(async () => {
    endTree(child)
    await stopSuccessor(join(directory, 'control.sock'))
  })

  const stdout = collect(child.stdout!)
  const stderr = collect(child.stderr!)
  const ended = once(child, 'close').then(([code]) => ({
    code: typeof code === 'number' ? code : null,
    stdout: stdout.text(),
    stderr: stderr.text(),
  }))
  const exited = once(child, 'exit').then(([code]) => (typeof code === 'number' ? code : null))
  const all = (): string => `${stdout.text()}${stderr.text()}`
  const ask = async (what: string): Promise<unknown> => {
    const { code, stdout: said, stderr: fault } = await control(directory, what)
    if (code !== 0) throw new Error(fault)
    return JSON.parse(said)
  }
  return {
    process: child,
    pid: child.pid!,
    directory,
    ended,
    exited,
    serves: async () => {
      await stdout.until((text) => / on .*\n/.test(text), ended, all)
      return / on (.*)\n/.exec(stdout.text())?.[1] ?? ''
    },
    says: (text, times = 1) => stderr.until((said) => said.split(text).length > times, ended, all),
    prints: (text) => stdout.until((said) => said.includes(text), ended, all),
    signal: (signal) => void child.kill(signal),
    ask,
    status: () => ask('status') as Promise<Status>,
    workers: () => ask('workers') as Promise<WorkerStatus[]>,
  }
}

/** Runs `tsgi status` and the like to its end. */
export function control(directory: string, command: string, socket = 'control.sock'): Promise<Ended> {
  const child = spawn(process.execPath, [bin, command, socket, '{"json":true}'], { cwd: directory })
  onTestFinished(() => void child.kill('SIGKILL'))
  const stdout = collect(child.stdout)
  const stderr = collect(child.stderr)
  return once(child, 'close').then(([code]) => ({
    code: code as number,
    stdout: stdout.text(),
    stderr: stderr.text(),
  }))
}

function collect(stream: NodeJS.ReadableStream) {
  let all = ''
  stream.setEncoding('utf8').on('data', (chunk: string) => (all += chunk))
  return {
    text: () => all,
    /** Who waits for a text learns as well that it never came. */
    until: async (isThere: (all: string) => boolean, ended: Promise<unknown>, said: () => string) => {
      while (!isThere(all)) {
        const what = await Promise.race([once(stream, 'data'), ended.then(() => 'ended')])
        if (what === 'ended' && !isThere(all)) throw new Error(`the command ended first:\n${said()}`)
      }
    },
  }
}

/** Nothing may outlive a test, whatever it has done. */
function endTree(child: ChildProcess): void {
  for (const pid of [...childrenOf(child.pid!), child.pid!]) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // Gone already.
    }
  }
}

/** A process that has taken over is nobody's child. */
function stopSuccessor(path: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(path, () => socket.end('{"command":"stop"}\n'))
    socket.on('error', () => resolve()).on('close', () => resolve())
    socket.resume()
  })
}

/** Process ids of the children of a process. */
export function childrenOf(pid: number): number[] {
  try {
    const text = execFileSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' })
    return text.trim().split(/\s+/).filter(Boolean).map(Number)
  } catch {
    return []
  }
}

/** Whether a process is there; one that has ended and waits for its parent to notice is not. */
export function isAlive(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) [ZX]/.test(readFileSync(join('/proc', String(pid), 'stat'), 'utf8'))
  } catch {
    return false
  }
}

/** Asks again and again until something holds; never for ever, as tests end. */
export async function eventually<T>(look: () => Promise<T> | T, holds: (value: T) => boolean): Promise<T> {
  for (;;) {
    const value = await look()
    if (holds(value)) return value
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
