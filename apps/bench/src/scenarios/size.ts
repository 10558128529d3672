import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CONTENDERS } from '../contender-table.ts'
import type { ContenderName } from '../contender-table.ts'
import { npmInstall } from '../npm.ts'
import { PACKAGE_ROOT, installedVersion } from '../package-root.ts'
import { runProgram } from '../run-program.ts'
import type { Figures, Scenario } from '../scenario.ts'

/** What an installation brings along. */
export const size: Scenario = {
  name: 'size',
  about: 'what npm install puts into node_modules; tsgi is @tsgi/server, packed as it would be published',
  contenders: ['tsgi', 'fastify', 'express', 'koa', 'hono', 'srvx', 'h3'],
  columns: [
    { key: 'packages', title: 'packages' },
    { key: 'files', title: 'files' },
    { key: 'kib', title: 'KiB' },
  ],
  ratio: { of: 'kib', to: 'tsgi' },
  rounds: 1,
  prepare: async () => ({ notes: [], measure }),
}

async function measure(name: ContenderName): Promise<Figures> {
  const folder = mkdtempSync(join(tmpdir(), 'tsgi-bench-'))
  try {
    await npmInstall(folder, name === 'tsgi' ? await packServer(folder) : published(name))
    return installedFigures(join(folder, 'node_modules'))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** The same versions as the other scenarios use. */
function published(name: ContenderName): string[] {
  return CONTENDERS[name].packages.map((each) => `${each}@${installedVersion(each)}`)
}

/** Packs the server and the packages of this workspace that it needs. @returns the archives */
async function packServer(folder: string): Promise<string[]> {
  const root = fileURLToPath(new URL('../../', PACKAGE_ROOT))
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    packageManager: string
  }
  const pnpm = ['npx', '-y', packageManager, '--filter-prod', '@tsgi/server...', '--recursive']
  await runProgram([...pnpm, 'pack', '--pack-destination', folder], { cwd: root })
  return readdirSync(folder)
    .filter((file) => file.endsWith('.tgz'))
    .map((file) => join(folder, file))
}

/** npm lists what it has installed in a file that it hides there. */
const LIST = '.package-lock.json'

function installedFigures(modules: string): Figures {
  const list = JSON.parse(readFileSync(join(modules, LIST), 'utf8')) as { packages: Record<string, unknown> }
  const files = readdirSync(modules, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && entry.name !== LIST,
  )
  const bytes = files.reduce((total, file) => total + statSync(join(file.parentPath, file.name)).size, 0)
  return { packages: Object.keys(list.packages).length, files: files.length, kib: bytes / 1024 }
}
