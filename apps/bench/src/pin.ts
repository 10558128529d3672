import { spawnSync } from 'node:child_process'
import { availableParallelism } from 'node:os'

const SERVER_CORE = '0'
const LOADER_CORE = '1'

/** Whether servers and loads get cores of their own. */
export const canPin: boolean = availableParallelism() > 1 && spawnSync('taskset', ['--version']).status === 0

/** The command of a server, bound to a core where the system can do that. */
export function onServerCore(command: readonly string[]): readonly string[] {
  return canPin ? ['taskset', '-c', SERVER_CORE, ...command] : command
}

/** Binds this process, and whatever it starts from now on, to another core than that of the servers. */
export function moveToLoaderCore(): void {
  if (canPin) spawnSync('taskset', ['-a', '-c', '-p', LOADER_CORE, String(process.pid)])
}
