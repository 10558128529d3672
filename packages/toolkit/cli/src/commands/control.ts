import { CommandError } from '../command-error.ts'
import { exitCodes } from '../exit-codes.ts'
import type { CommandName } from '../manager/index.ts'
import type { Settings } from '../options/settings.ts'

/** What can be asked of a process that serves, and what it is for. */
export const controlCommands: ReadonlyArray<readonly [name: CommandName, help: string]> = [
  ['status', 'tell how the server is doing'],
  ['workers', 'list its workers'],
  ['reload', 'load the application anew, without losing a request'],
  ['stop', 'stop it gracefully'],
  ['reopen', 'open its log files again, after they were rotated'],
]

/**
 * Asks the process behind the control socket.
 * @returns the code to exit with
 * @throws CommandError when nothing says where it is, nobody is there, or it could not do it
 */
export async function askServer(
  name: CommandName,
  { control, quiet }: Settings,
  { json }: { json: boolean },
): Promise<number> {
  if (control === undefined) {
    throw new CommandError(
      exitCodes.usage,
      `tsgi ${name} needs the control socket of the server: --control /run/app.ctl, here and at tsgi serve, or ` +
        'TSGI_CONTROL, or control in tsgi.config.ts',
    )
  }
  const { controlCommand } = await import('../manager/index.ts')
  return controlCommand(name, control, { json, quiet })
}
