import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { buffer, text } from 'node:stream/consumers'

/** What a program has done. */
export interface Ran {
  readonly exitCode: number | null
  readonly stdout: Buffer
  readonly stderr: string
}

/** Runs a program to its end, with some input. */
export async function runProgram(
  program: string,
  args: readonly string[],
  input: string | Uint8Array = '',
): Promise<Ran> {
  const child = spawn(program, args)
  // It may end before it has read everything.
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  const ended = once(child, 'close') as Promise<[number | null]>
  const [stdout, stderr, [exitCode]] = await Promise.all([buffer(child.stdout), text(child.stderr), ended])
  return { exitCode, stdout, stderr }
}
