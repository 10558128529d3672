import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { PACKAGE_ROOT } from './package-root.ts'
import type { PlainOptions } from './server/messages.ts'
import { StartError } from './server-process.ts'
import { until } from './wait.ts'

/** How to start it. */
export interface ManagedOptions {
  readonly workers: number
  /** The application as a module. Default: that of the stress tests. */
  readonly code?: string
  /** Options of `serve` in each worker. */
  readonly options?: PlainOptions
  /** Other settings of the manager. */
  readonly settings?: Readonly<Record<string, number>>
  /** Where to listen. Default: any free port of 127.0.0.1. */
  readonly listen?: { readonly host?: string; readonly port: number }
  /** A command to be put in front. */
  readonly through?: readonly string[]
}

/** A worker, as the control socket tells of it. */
export interface Worker {
  readonly id: number
  readonly pid: number
  readonly state: string
  readonly generation: number
  readonly requests: number
  readonly cpuSeconds: number
}

/** All of it, as the control socket tells. */
export interface ManagedStatus {
  readonly pid: number
  readonly workers: readonly Worker[]
  readonly events: Readonly<Record<'crashed' | 'hung' | 'recycled' | 'reloaded' | 'refused', number>>
}

interface Answer {
  readonly ok: boolean
  readonly value?: unknown
  readonly message?: string
}

/** The application of the stress tests under the process manager. */
export class ManagedProcess {
  readonly port: number
  /** What it wrote to stderr. */
  log = ''
  readonly #child: ChildProcess
  readonly #folder: string
  /** All that were ever seen, for the end. */
  readonly #pids = new Set<number>()

  constructor(child: ChildProcess, port: number, folder: string) {
    this.#child = child
    this.#folder = folder
    this.port = port
    child.stderr!.setEncoding('utf8').on('data', (chunk: string) => (this.log += chunk))
  }

  /** Asks the control socket. @throws Error with what it answers when it could not */
  async ask(command: string): Promise<unknown> {
    const socket = connect(join(this.#folder, 'control.sock'))
    socket.end(`${JSON.stringify({ command })}\n`)
    const answer = JSON.parse(await text(socket)) as Answer
    if (!answer.ok) throw new Error(answer.message)
    return answer.value
  }

  async status(): Promise<ManagedStatus> {
    const status = (await this.ask('status')) as ManagedStatus
    for (const { pid } of [status, ...status.workers]) this.#pids.add(pid)
    return status
  }

  /** Workers that serve. */
  async ready(): Promise<readonly Worker[]> {
    const { workers } = await this.status()
    return workers.filter(({ state }) => state === 'ready')
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal)
  }

  /** Puts new code in the place of the old, as a deployment does. */
  deploy(code: string): void {
    deploy(this.#folder, code)
  }

  /** Stops whoever is in charge now, or ends all of it. */
  async end(): Promise<void> {
    await this.status().catch(() => {})
    await this.ask('stop').catch(() => {})
    for (const pid of this.#pids) tryKill(pid)
    this.#child.kill('SIGKILL')
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

/** The application, as a module of its own: what is deployed. */
export const GOOD_CODE: string = `export { default } from ${JSON.stringify(pathToFileURL(built('application')).href)}\n`

/** The same with `/loop`, which never gives the processor back. */
export const LOOPING_CODE: string = `${GOOD_CODE.replace('export { default }', 'import application')}
export default (request) => {
  if (request.path === '/loop') for (;;);
  return application(request)
}
`

/** Starts it, does something with it, and ends it. */
export async function withManaged<T>(
  {
    workers,
    code = GOOD_CODE,
    options = {},
    settings = {},
    listen = { port: 0 },
    through = [],
  }: ManagedOptions,
  use: (managed: ManagedProcess) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'stress-'))
  deploy(folder, code)
  const all = {
    ...DEFAULTS,
    ...settings,
    workers,
    application: { module: pathToFileURL(join(folder, 'app.mjs')).href, options },
    listen: [listen],
    controlSocket: 'control.sock',
  }
  const [program, ...args] = [...through, process.execPath, built('managed'), JSON.stringify(all)] as const
  const child = spawn(program, args, {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_ENV: 'production' },
  })
  const managed = new ManagedProcess(child, await portOf(child), folder)
  try {
    await until(async () => (await managed.ready()).length === workers)
    return await use(managed)
  } finally {
    await managed.end()
  }
}

const DEFAULTS = {
  workerTimeoutMs: 30_000,
  startTimeoutMs: 60_000,
  maxRequests: 0,
  maxRequestsJitter: 0,
  maxRssBytes: 0,
  maxLifetimeMs: 0,
  graceMs: 10_000,
  drainDelayMs: 0,
}

function deploy(folder: string, code: string): void {
  writeFileSync(join(folder, 'app.new'), code)
  renameSync(join(folder, 'app.new'), join(folder, 'app.mjs'))
}

/** Programs that Node runs are built ones. */
function built(name: string): string {
  return fileURLToPath(new URL(`dist/server/${name}.js`, PACKAGE_ROOT))
}

async function portOf(child: ChildProcess): Promise<number> {
  const ended = once(child, 'exit').then(([status]) => {
    throw new StartError(String(status))
  })
  const [line] = (await Promise.race([once(child.stdout!, 'data'), ended])) as [Buffer]
  return Number(new URL(line.toString().trim().split(' on ')[1]!).port)
}

function tryKill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // Gone already.
  }
}
