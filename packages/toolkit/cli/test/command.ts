import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

const bin = fileURLToPath(new URL('../dist/bin.js', import.meta.url))
if (!existsSync(bin))
  throw new Error(`${bin} is missing: these tests run the built command, so run "pnpm build" first`)

/** Environment and working directory of a command. */
export interface Surroundings {
  /** Files of its working directory by path. */
  readonly files?: Readonly<Record<string, string>>
  /** Where its packages are. */
  readonly modules?: string
  /** Beside PATH. */
  readonly env?: Readonly<Record<string, string>>
}

/** What a command left. */
export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A command that serves. */
export interface Serving {
  /** From its line on stdout. */
  readonly url: string
  readonly process: ChildProcess
  /** Working directory. */
  readonly directory: string
  /** Resolves when stderr contains a text. */
  readonly says: (text: string) => Promise<void>
  /** Resolves when it has ended. */
  readonly ended: Promise<Ended>
  /** Sends SIGTERM and waits. */
  readonly stop: () => Promise<Ended>
}

/** Makes a directory that lasts as long as the test. */
export function directoryOf(files: Readonly<Record<string, string>> = {}): string {
  const directory = mkdtempSync(join(tmpdir(), 'tsgi-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true })
    writeFileSync(join(directory, path), content)
  }
  return directory
}

/** Runs the command to its end. */
export function run(args: readonly string[], surroundings: Surroundings = {}): Promise<Ended> {
  return launch(args, surroundings).ended
}

/** Runs `tsgi serve` on a free port, until it says that it serves. */
export async function serve(args: readonly string[], surroundings: Surroundings = {}): Promise<Serving> {
  const command = launch(['serve', '--port', '0', ...args], surroundings)
  return { ...command, url: await command.serves() }
}

/** Starts the command; `serves` resolves with the address in its line on stdout. */
export function launch(
  args: readonly string[],
  { files, modules, env = {} }: Surroundings = {},
): Omit<Serving, 'url'> & { serves: () => Promise<string> } {
  const directory = directoryOf(files)
  if (modules !== undefined) symlinkSync(modules, join(directory, 'node_modules'))
  const child = spawn(process.execPath, [bin, ...args], {
    cwd: directory,
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))

  const stdout = collect(child.stdout)
  const stderr = collect(child.stderr)
  const ended = once(child, 'close').then(([code]) => ({
    code: typeof code === 'number' ? code : null,
    stdout: stdout.text(),
    stderr: stderr.text(),
  }))
  return {
    process: child,
    directory,
    ended,
    says: (text) => stderr.until((all) => all.includes(text)),
    serves: async () => {
      await stdout.until((all) => / on .*\n/.test(all))
      return / on (.*)\n/.exec(stdout.text())?.[1] ?? ''
    },
    stop: () => {
      child.kill('SIGTERM')
      return ended
    },
  }

  /** Gathers a stream; who waits for a text learns as well that it never came. */
  function collect(stream: NodeJS.ReadableStream) {
    let all = ''
    stream.setEncoding('utf8').on('data', (chunk: string) => (all += chunk))
    return {
      text: () => all,
      until: async (isThere: (all: string) => boolean) => {
        while (!isThere(all)) {
          const what = await Promise.race([once(stream, 'data'), ended.then(() => 'ended')])
          if (what === 'ended' && !isThere(all)) {
            throw new Error(`the command ended first:\n${stdout.text()}${stderr.text()}`)
          }
        }
      },
    }
  }
}
