import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { PACKAGE_ROOT } from './package-root.ts'
import { processFigures } from './process-figures.ts'
import type { ProcessFigures } from './process-figures.ts'
import type { Inside, PlainOptions, Question } from './server/messages.ts'

/** How long starting may take. */
const START_MS = 20_000

/** How to start a server. */
export interface StartOptions {
  /** Options of `serve`. */
  readonly options?: PlainOptions
  /** Descriptors that it may have. Default: as many as this process. */
  readonly descriptors?: number
  /** A file in `server/` that is loaded before it, without its ending. */
  readonly preload?: string
}

/** A server ended instead of starting. */
export class StartError extends Error {
  /** Its exit status. */
  readonly status: string

  constructor(status: string) {
    super(`The server ended with ${status}`)
    this.status = status
  }
}

/** A server in a process of its own. */
export class ServerProcess {
  readonly pid: number
  /** Where the newest server listens. */
  port: number
  /** Its end: exit status, or `null` after a signal. */
  readonly ended: Promise<number | null>
  readonly #child: ChildProcess

  constructor(child: ChildProcess, port: number) {
    this.#child = child
    this.pid = child.pid!
    this.port = port
    this.ended = once(child, 'exit').then(([code]) => code as number | null)
  }

  /** Whether it still runs. */
  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null
  }

  /** What the operating system tells of it. */
  figures(): ProcessFigures {
    return processFigures(this.pid)
  }

  /** What it tells itself, after collecting garbage. */
  inside(): Promise<Inside> {
    return this.#ask('inside')
  }

  /** Opens another server in the same process, on a port of its own. */
  async next(): Promise<void> {
    this.port = await this.#ask('next')
  }

  /** Closes the oldest server, gracefully. */
  async closeOld(): Promise<void> {
    await this.#ask('closeOld')
  }

  /** Reads the files of certificates again. */
  async reloadCertificates(): Promise<void> {
    await this.#ask('reloadCertificates')
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal)
  }

  /** Ends it, at once. */
  async kill(): Promise<void> {
    if (this.isRunning) this.#child.kill('SIGKILL')
    await this.ended
  }

  async #ask<T>(question: Question): Promise<T> {
    const answered = once(this.#child, 'message')
    this.#child.send(question)
    const [answer] = (await answered) as [T]
    return answer
  }
}

/** Starts a server, does something with it, and ends it. */
export async function withServer<T>(
  start: StartOptions,
  use: (server: ServerProcess) => Promise<T>,
): Promise<T> {
  const server = await startProgram(start)
  try {
    return await use(server)
  } finally {
    await server.kill()
  }
}

async function startProgram({ options = {}, descriptors, preload }: StartOptions): Promise<ServerProcess> {
  const preloads = preload === undefined ? [] : ['--import', program(`server/${preload}.js`)]
  const command = [
    process.execPath,
    '--expose-gc',
    ...preloads,
    program('server/program.js'),
    JSON.stringify(options),
  ]
  const child = run(descriptors === undefined ? command : limited(descriptors, command))
  const port = await whenReady(child, once(child, 'message'), Number)
  return new ServerProcess(child, port)
}

/**
 * Starts the `tsgi` command, as an operator would.
 * @throws StartError when it ends instead
 */
export async function withCommand<T>(
  args: readonly string[],
  use: (server: ServerProcess) => Promise<T>,
): Promise<T> {
  const bin = fileURLToPath(
    new URL('bin.js', import.meta.resolve('tsgi/package.json').replace(/[^/]*$/, 'dist/')),
  )
  const command = [process.execPath, bin, 'serve', program('server/application.js'), ...args]
  const child = run(command)
  const port = await whenReady(child, once(child.stdout!, 'data'), (line) =>
    Number(new URL((line as Buffer).toString().split(' on ')[1]!).port),
  )
  const server = new ServerProcess(child, port)
  try {
    return await use(server)
  } finally {
    await server.kill()
  }
}

function run([file, ...args]: readonly string[]): ChildProcess {
  const child = spawn(file!, args, {
    stdio: ['ignore', 'pipe', 'ignore', 'ipc'],
    env: { ...process.env, NODE_ENV: 'production' },
  })
  const end = (): void => void child.kill('SIGKILL')
  process.on('exit', end)
  child.once('exit', () => process.off('exit', end))
  return child
}

/** Programs that Node runs are built ones. */
function program(file: string): string {
  return fileURLToPath(new URL(`dist/${file}`, PACKAGE_ROOT))
}

/** Node raises its own limit as far as it may, so both are set. */
function limited(descriptors: number, command: readonly string[]): string[] {
  return ['bash', '-c', `ulimit -n ${descriptors} && exec "$0" "$@"`, ...command]
}

async function whenReady(
  child: ChildProcess,
  told: Promise<unknown[]>,
  parse: (message: unknown) => number,
): Promise<number> {
  const signal = AbortSignal.timeout(START_MS)
  const ended = once(child, 'exit', { signal }).then(([status]) => {
    throw new StartError(String(status))
  })
  const [message] = await Promise.race([told, ended])
  return parse(message)
}
