import { exitCodes } from '../../exit-codes.ts'
import { createOutput } from '../../output.ts'
import { ask } from './ask.ts'
import type { CommandName, Status, WorkerStatus } from './protocol.ts'
import { tellStatus, tellWorkers } from './tell-status.ts'

/** How to show the answer. */
export interface ControlCommandOptions {
  /** Whether as JSON, for programs. */
  readonly json?: boolean | undefined
  /** Whether to say nothing of what worked. */
  readonly quiet?: boolean | undefined
  /** Milliseconds to wait for the answer. 0, the default: as long as it takes. */
  readonly timeoutMs?: number | undefined
}

/**
 * `tsgi status`, `tsgi workers`, `tsgi reload`, `tsgi stop` and the reopening of logs: asks the process behind a control
 * socket, and prints its answer. `reload` and `stop` wait until that is done.
 * @returns the code to exit with
 * @throws CommandError when nobody is there, or it could not do it
 */
export async function controlCommand(
  name: CommandName,
  socketPath: string,
  options: ControlCommandOptions = {},
): Promise<number> {
  const value = await ask(socketPath, name, options)
  const text = options.json ? JSON.stringify(value, null, 2) : tellers[name](value)
  for (const line of text.split('\n')) createOutput(options).result(line)
  return exitCodes.ok
}

const tellers: Readonly<Record<CommandName, (value: unknown) => string>> = {
  status: (value) => tellStatus(value as Status),
  workers: (value) => tellWorkers(value as WorkerStatus[]),
  reload: told,
  stop: told,
  reopen: told,
}

function told(value: unknown): string {
  return (value as { message: string }).message
}
