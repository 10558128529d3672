import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { CommandError } from '../command-error.ts'
import { exitCodes } from '../exit-codes.ts'
import {
  type Figures,
  type ManagerMessage,
  type WorkerMessage,
  type WorkerOrders,
  isOurs,
} from '../worker/messages.ts'
import type { Allowance } from './wear.ts'

/** starting → ready → stopping → gone; any of them may be gone next. */
export type WorkerState = 'starting' | 'ready' | 'stopping' | 'gone'

/** How a process ended. */
export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** What a worker is made of. */
export interface WorkerParts {
  /** Names it to operators; the lowest number that is free. */
  readonly id: number
  /** How often the code had been loaded anew when it began. */
  readonly generation: number
  readonly orders: Omit<WorkerOrders, 'fds'>
  /** Descriptors of this process that it is to listen at. */
  readonly sockets: readonly number[]
  readonly execArgv: readonly string[]
  readonly allowance: Allowance
  /** Called for what it wants to be known: it has served enough, or somebody has sent it SIGTERM. */
  readonly onWish: (worker: WorkerProcess, wish: 'spent' | 'asked') => void
}

/** Standard streams and the channel come first. */
const FIRST_SOCKET_FD = 4

/** `src` and `dist` have the same files; only their endings differ. */
const program = fileURLToPath(
  new URL(`../worker/main${import.meta.url.slice(import.meta.url.lastIndexOf('.'))}`, import.meta.url),
)

/** Variables that tell of the service manager's business with this process, not with a worker. */
const unshared = ['NOTIFY_SOCKET', 'WATCHDOG_USEC', 'WATCHDOG_PID', 'TSGI_HANDOVER']

/** A process that serves, as its manager sees it. */
export class WorkerProcess {
  readonly id: number
  readonly generation: number
  readonly allowance: Allowance
  readonly pid: number | undefined
  /** Resolves when it serves and answers. Rejects with a CommandError when it will not. */
  readonly ready: Promise<void>
  /** Resolves when no connection comes to it any more, because it was told to stop or is gone. */
  readonly closed: Promise<void>
  /** Resolves when the process is gone. */
  readonly ended: Promise<Ended>
  /** What it serves, once it does. */
  name = ''
  /** Where it listens. */
  urls: readonly string[] = []
  state: WorkerState = 'starting'
  /** As last told. */
  figures: Figures | undefined
  /** Whether it was told to end. */
  wasTold = false
  /** Why it will not serve, or why it was given up. */
  failure: CommandError | undefined
  /** What it said of its end, if it was not well. */
  fault: string | undefined
  /** When it last gave a sign of life, in milliseconds of a clock that never jumps. */
  lastSign: number = performance.now()
  /** When it began to serve. */
  readyAt: number | undefined
  readonly startedAt: number = performance.now()
  readonly #child: ChildProcess
  readonly #onWish: WorkerParts['onWish']
  #closed: () => void = () => {}
  #settle: { resolve: () => void; reject: (error: CommandError) => void }
  #measured: Array<() => void> = []

  constructor({ id, generation, orders, sockets, execArgv, allowance, onWish }: WorkerParts) {
    this.id = id
    this.generation = generation
    this.allowance = allowance
    this.#onWish = onWish
    this.#child = fork(program, {
      execArgv: [...execArgv],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc', ...sockets],
      env: environmentOf(id),
    })
    this.pid = this.#child.pid
    this.#settle = { resolve: () => {}, reject: () => {} }
    this.ready = new Promise((resolve, reject) => (this.#settle = { resolve, reject }))
    // Who waits learns of it; where nobody does, `ended` tells.
    this.ready.catch(() => {})
    this.closed = new Promise((resolve) => (this.#closed = resolve))
    this.ended = new Promise((resolve) => this.#watch(resolve))
    this.#tell({
      tsgi: 'start',
      orders: { ...orders, fds: sockets.map((_fd, index) => FIRST_SOCKET_FD + index) },
    })
  }

  /** For how long it serves, in milliseconds; 0 while it does not. */
  get servedMs(): number {
    return this.readyAt === undefined ? 0 : performance.now() - this.readyAt
  }

  /** Whether it serves, or is going to. */
  get isActive(): boolean {
    return this.state === 'starting' || this.state === 'ready'
  }

  /** Tells load balancers that it is about to end. */
  drain(): void {
    this.#tell({ tsgi: 'drain' })
  }

  /** Lets it finish what is under way for so long. */
  stop(graceMs: number): void {
    this.#isToEnd()
    this.#tell({ tsgi: 'stop', graceMs })
  }

  /** Ends it at once. */
  kill(): void {
    this.#isToEnd()
    this.#child.kill('SIGKILL')
  }

  /** Lets it open its logs again. */
  reopenLogs(): void {
    this.#tell({ tsgi: 'reopen' })
  }

  /** Asks for figures; resolves when they are there, or never will be. */
  measure(): Promise<void> {
    return new Promise((resolve) => {
      if (this.state === 'gone') return resolve()
      this.#measured.push(resolve)
      this.#tell({ tsgi: 'measure' })
    })
  }

  /** Kills it with a reason for who waits for it to be ready. */
  giveUp(reason: string): void {
    this.failure ??= new CommandError(exitCodes.failed, reason)
    this.kill()
  }

  #isToEnd(): void {
    if (this.state === 'gone') return
    this.state = 'stopping'
    this.wasTold = true
  }

  #tell(message: ManagerMessage): void {
    // It may have gone in between, of which `exit` tells.
    if (this.#child.connected) this.#child.send(message, () => {})
  }

  #watch(resolve: (ended: Ended) => void): void {
    this.#child.on('message', (message) => {
      if (isOurs(message)) this.#hear(message as WorkerMessage)
    })
    this.#child.on('error', (error) => {
      // Without a process id it was never started. What else may be told here, `exit` tells as well.
      if (this.pid === undefined) this.#gone({ code: null, signal: null }, resolve, error)
    })
    this.#child.once('exit', (code, signal) => this.#gone({ code, signal }, resolve))
  }

  #hear(message: WorkerMessage): void {
    this.lastSign = performance.now()
    switch (message.tsgi) {
      case 'ready':
        this.name = message.name
        this.urls = message.urls
        void this.measure().then(() => this.#serves())
        break
      case 'failed':
        this.failure = new CommandError(message.exitCode, message.message, causeOf(message.details))
        break
      case 'beat':
        this.figures = message.figures
        for (const resolve of this.#measured.splice(0)) resolve()
        break
      case 'closed':
        this.#closed()
        break
      case 'stopped':
        this.fault = message.fault
        break
      case 'spent':
        this.#onWish(this, 'spent')
        break
      case 'asked':
        this.#onWish(this, 'asked')
    }
  }

  /** It answers with its listeners open: what it was told since then does not undo that. */
  #serves(): void {
    if (this.state !== 'starting') return
    this.state = 'ready'
    this.readyAt = performance.now()
    this.#settle.resolve()
  }

  #gone(ended: Ended, resolve: (ended: Ended) => void, error?: Error): void {
    this.state = 'gone'
    for (const done of this.#measured.splice(0)) done()
    this.#closed()
    const how = error === undefined ? howItEnded(ended) : `could not be started: ${error.message}`
    this.#settle.reject(
      this.failure ?? new CommandError(exitCodes.failed, `the worker ${how} before it served`),
    )
    resolve(ended)
  }
}

/** Says how a process ended. */
export function howItEnded({ code, signal }: Ended): string {
  return signal === null ? `ended with code ${code}` : `was ended by ${signal}`
}

function environmentOf(id: number): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = { ...process.env, TSGI_WORKER: String(id) }
  for (const name of unshared) delete environment[name]
  return environment
}

/** The stack as the worker printed it; one of this process would tell nothing. */
function causeOf(details: string | undefined): ErrorOptions | undefined {
  if (details === undefined) return undefined
  const cause = new Error(details)
  cause.stack = details
  return { cause }
}
