import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CONTENDERS } from './contender-table.ts'
import type { ContenderName } from './contender-table.ts'
import { nginxConfiguration } from './contenders/nginx.ts'
import { startListening } from './listening-program.ts'
import type { ListeningProgram } from './listening-program.ts'
import { onServerCore } from './pin.ts'
import type { ProgramName, Programs } from './programs.ts'

/** A server under test: a process of its own on a core of its own. */
export type Contender = ListeningProgram

/** Starts a contender, does something with it, and stops it whatever happens. */
export async function withContender<T>(
  name: ContenderName,
  programs: Programs,
  use: (contender: Contender) => Promise<T>,
): Promise<T> {
  const { program } = CONTENDERS[name]
  const path = await programs(program)
  const contender = await startListening((port, folder) =>
    onServerCore(COMMANDS[program](path, name, port, folder)),
  )
  try {
    return await use(contender)
  } finally {
    await contender.stop()
  }
}

type Command = (path: string, name: string, port: number, folder: string) => readonly string[]

const COMMANDS: Readonly<Record<ProgramName, Command>> = {
  node: (path, name) => [path, script(name)],
  bun: (path, name) => [path, script(name)],
  deno: (path, name) => [path, 'run', '--no-config', '--allow-net', '--allow-env', script(name)],
  nginx: (path, _name, port, folder) => {
    const file = join(folder, 'nginx.conf')
    writeFileSync(file, nginxConfiguration(port))
    return [path, '-p', folder, '-c', file, '-e', 'stderr']
  },
}

function script(name: string): string {
  return fileURLToPath(new URL(`./contenders/${name}.js`, import.meta.url))
}
