import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'

/** How to run a program to its end. */
export interface RunOptions {
  /** Working directory. Default that of this process. */
  cwd?: string
  /** Seconds after which it is interrupted, as by Ctrl-C. Default never. */
  interruptAfterSeconds?: number
  /** Whether what it writes to standard error belongs to its output. Default no. */
  joinErrors?: boolean
  /** Whether it may end with another status than 0. Default no. */
  anyStatus?: boolean
}

/**
 * Runs a program and waits for its end.
 * @returns what it wrote to standard output
 * @throws Error with what it wrote to standard error, when it fails or is not there
 */
export async function runProgram(command: readonly string[], options: RunOptions = {}): Promise<string> {
  const [program, ...args] = command
  const child = spawn(program!, args, { cwd: options.cwd, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  let errors = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text))
  const timer = interruptLater(child, options.interruptAfterSeconds)
  try {
    const [code] = (await once(child, 'close')) as [number | null]
    if (code !== 0 && options.anyStatus !== true) {
      throw new Error(`${program} fails: ${errors.trim() || output.trim()}`)
    }
    return options.joinErrors === true ? output + errors : output
  } finally {
    clearTimeout(timer)
  }
}

function interruptLater(child: ChildProcess, seconds: number | undefined): NodeJS.Timeout | undefined {
  return seconds === undefined ? undefined : setTimeout(() => child.kill('SIGINT'), seconds * 1000)
}
