import { existsSync, mkdirSync } from 'node:fs'
import { arch } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { npmInstall } from './npm.ts'
import { PACKAGE_ROOT } from './package-root.ts'
import { Unavailable } from './unavailable.ts'

/** What runs contenders. */
export type ProgramName = 'node' | 'bun' | 'deno' | 'nginx'

/**
 * Finds a program, and downloads it on first need.
 * @returns its path
 * @throws Unavailable
 */
export type Programs = (name: ProgramName) => Promise<string>

/** A program in a package of npm, and where in the package it is. */
interface Download {
  readonly packageName: string
  readonly version: string
  readonly file: string
}

const CACHE = fileURLToPath(new URL('.cache/', PACKAGE_ROOT))
const BUN_ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'x64', arm64: 'aarch64' }

/**
 * Where the programs of this run are.
 * @param nodeMajor the Node to run contenders on: `'24'`; `undefined`: the one that runs this
 */
export function programs(nodeMajor: string | undefined): Programs {
  const finders: Record<ProgramName, () => Promise<string>> = {
    node: async () => (nodeMajor === undefined ? process.execPath : download(node(nodeMajor))),
    bun: () =>
      download({
        packageName: `@oven/bun-linux-${BUN_ARCHITECTURES[arch()]}`,
        version: '1',
        file: 'bin/bun',
      }),
    deno: () => download({ packageName: `@deno/linux-${arch()}-glibc`, version: '2', file: 'deno' }),
    nginx: async () => installed('nginx'),
  }
  const found = new Map<ProgramName, Promise<string>>()
  return (name) => {
    const path = found.get(name) ?? finders[name]()
    found.set(name, path)
    return path
  }
}

function node(major: string): Download {
  return { packageName: `node-linux-${arch()}`, version: major, file: 'bin/node' }
}

async function download({ packageName, version, file }: Download): Promise<string> {
  const folder = join(CACHE, `${packageName.replace('/', '-')}-${version}`)
  const path = join(folder, 'node_modules', packageName, file)
  if (existsSync(path)) return path

  mkdirSync(folder, { recursive: true })
  await npmInstall(folder, [`${packageName}@${version}`])
  if (!existsSync(path)) throw new Unavailable(`${packageName}@${version} has no ${file}`)
  return path
}

/** Servers often stand where the path of ordinary users does not lead. */
function installed(name: string): string {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/local/sbin', '/usr/sbin']
  const path = folders.map((folder) => join(folder, name)).find((each) => existsSync(each))
  if (path === undefined) throw new Unavailable(`${name} is not installed`)
  return path
}
