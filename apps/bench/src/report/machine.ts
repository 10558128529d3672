import { cpus, release, totalmem } from 'node:os'
import { CONTENDERS } from '../contender-table.ts'
import type { ContenderName } from '../contender-table.ts'
import type { LoaderName } from '../load/load.ts'
import { installedVersion } from '../package-root.ts'
import { canPin } from '../pin.ts'
import type { ProgramName, Programs } from '../programs.ts'
import { runProgram } from '../run-program.ts'

/** Where figures come from. */
export interface Origin {
  /** Day, as in 2025-01-31. */
  readonly date: string
  readonly machine: string
  /** Whether servers had a core of their own. */
  readonly isPinned: boolean
  /** Versions of programs and packages by name. */
  readonly versions: Readonly<Record<string, string>>
}

/** Describes this machine and what runs on it. */
export async function origin(
  contenders: readonly ContenderName[],
  programs: Programs,
  loader: LoaderName,
): Promise<Origin> {
  const [{ model } = { model: 'unknown processor' }, ...others] = cpus()
  const memory = Math.round(totalmem() / 2 ** 30)
  const entries = contenders.map((name) => CONTENDERS[name])
  const versions: Record<string, string> = {}
  for (const program of new Set<ProgramName>(['node', ...entries.map((each) => each.program)])) {
    const version = await programVersion(program, programs)
    if (version !== undefined) versions[program] = version
  }
  for (const name of entries.flatMap((each) => each.packages)) versions[name] = installedVersion(name)
  versions[loader] = await loaderVersion(loader)
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: `${model.trim()}, ${others.length + 1} cores, ${memory} GiB, Linux ${release()}`,
    isPinned: canPin,
    versions,
  }
}

const VERSION_OPTIONS: Readonly<Record<ProgramName, string>> = {
  node: '--version',
  bun: '--version',
  deno: '--version',
  nginx: '-v',
}

async function programVersion(name: ProgramName, programs: Programs): Promise<string | undefined> {
  try {
    return firstVersion(await runProgram([await programs(name), VERSION_OPTIONS[name]], { joinErrors: true }))
  } catch {
    return undefined
  }
}

async function loaderVersion(loader: LoaderName): Promise<string> {
  if (loader === 'autocannon') return installedVersion('autocannon')
  return firstVersion(await runProgram(['wrk', '--version'], { joinErrors: true, anyStatus: true }))
}

/** The first thing like 1.2.3 in what a program says about itself. */
export function firstVersion(text: string): string {
  return /\d+\.\d+\.\d+/.exec(text)?.[0] ?? 'unknown'
}
