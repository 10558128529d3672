import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { ApplicationName } from './applications.ts'

/** What a process can be that a front server starts: a file in `programs/`. */
export type ProgramName = 'cgi' | 'fastcgi' | 'passenger'

/**
 * Writes a script that serves an application, for whatever runs files that begin with a shebang. What it imports is built,
 * since a process of its own does not read the source.
 * @throws Error when it is not built
 */
export function scriptOf(program: ProgramName, application: ApplicationName): string {
  const module = fileURLToPath(new URL(`../dist/programs/${program}.js`, import.meta.url))
  if (!existsSync(module)) throw new Error(`${module} is missing: run "pnpm build" first`)
  const main = `import(${JSON.stringify(module)}).then(({ start }) => start('${application}'))`
  return `#!${process.execPath}\n${main}\n`
}
