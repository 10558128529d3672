import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

const FOLDER = fileURLToPath(new URL('..', import.meta.url))
if (!existsSync(`${FOLDER}/dist/index.js`))
  throw new Error(`${FOLDER}/dist is missing: these tests run the built package, so run "pnpm build" first`)

/** What a program has done. */
export interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** What a web server says of an ordinary request. */
export const REQUEST = {
  GATEWAY_INTERFACE: 'CGI/1.1',
  REQUEST_METHOD: 'GET',
  REQUEST_URI: '/cgi-bin/app/a%2Fb?x=1',
  SCRIPT_NAME: '/cgi-bin/app',
  PATH_INFO: '/a/b',
  QUERY_STRING: 'x=1',
  SERVER_PROTOCOL: 'HTTP/1.1',
  HTTP_HOST: 'example.com',
}

/**
 * Starts a program that runs an application.
 * @param program defines `app`, and may define `options`
 * @param assignment a further variable as a shell writes it, whose octets need not be UTF-8
 */
export function start(
  program: string,
  variables: Record<string, string> = {},
  assignment = '',
): ChildProcess {
  const code = `import { run } from '@tsgi/cgi'\nlet options\n${program}\nawait run(app, options)`
  const command = `${assignment} exec "$0" "$@"`
  const words = [process.execPath, '--input-type=module', '--eval', code, 'ignored=argument']
  const child = spawn('/bin/sh', ['-c', command, ...words], {
    cwd: FOLDER,
    env: { PATH: process.env['PATH'], ...REQUEST, ...variables },
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  // It may end before it has read everything.
  child.stdin.on('error', () => {})
  return child
}

/** Waits for the end of a program. */
export async function ended(child: ChildProcess): Promise<Ran> {
  const exit = once(child, 'close') as Promise<[number | null]>
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout!), text(child.stderr!), exit])
  return { code, stdout, stderr }
}

/** Runs a program to its end, with some content. */
export function runProgram(
  program: string,
  variables: Record<string, string> = {},
  content = '',
): Promise<Ran> {
  const length: Record<string, string> = content === '' ? {} : { CONTENT_LENGTH: String(content.length) }
  const child = start(program, { ...length, ...variables })
  child.stdin!.end(content)
  return ended(child)
}
