import { connect } from 'node:net'
import { CommandError } from '../../command-error.ts'
import { exitCodes } from '../../exit-codes.ts'
import { memberOf } from '../../member.ts'
import { messageOf } from '../../thrown.ts'
import type { Answer, CommandName } from './protocol.ts'

/** How to ask. */
export interface AskOptions {
  /** Milliseconds to wait for the answer. 0: as long as it takes. Default 0 */
  readonly timeoutMs?: number | undefined
}

/**
 * Asks the process behind a control socket.
 * @returns its answer's value
 * @throws CommandError: `cannotListen`, nobody is there; `failed`, it answers that it could not, or not at all
 */
export async function ask(
  path: string,
  command: CommandName,
  { timeoutMs = 0 }: AskOptions = {},
): Promise<unknown> {
  const answer = await exchange(path, command, timeoutMs)
  if (answer.ok) return answer.value
  throw new CommandError(exitCodes.failed, answer.message)
}

function exchange(path: string, command: CommandName, timeoutMs: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let text = ''
    const socket = connect(path, () => socket.write(`${JSON.stringify({ command })}\n`))
    socket.setEncoding('utf8')
    socket.on('data', (chunk: string) => (text += chunk))
    socket.on('error', (cause) => reject(unreachable(path, cause)))
    socket.on('close', () => {
      if (text.endsWith('\n')) resolve(JSON.parse(text) as Answer)
      else reject(new CommandError(exitCodes.failed, `the process behind ${path} ended without an answer`))
    })
    if (timeoutMs === 0) return
    const timer = setTimeout(() => {
      reject(new CommandError(exitCodes.failed, `no answer from ${path} within ${timeoutMs / 1000} s`))
      socket.destroy()
    }, timeoutMs)
    socket.on('close', () => clearTimeout(timer))
  })
}

const reasons: ReadonlyMap<unknown, string> = new Map([
  ['ENOENT', 'there is no such socket; is it running, and with this --control?'],
  ['ENOTDIR', 'there is no such socket; is it running, and with this --control?'],
  ['ECONNREFUSED', 'nobody listens there: it has ended without removing the socket'],
  ['EACCES', 'permission denied: ask as the user that it runs as'],
  ['ENOTSOCK', 'it is no socket'],
])

function unreachable(path: string, cause: unknown): CommandError {
  const reason = reasons.get(memberOf(cause, 'code')) ?? messageOf(cause)
  return new CommandError(exitCodes.cannotListen, `cannot ask ${path}: ${reason}`, { cause })
}
