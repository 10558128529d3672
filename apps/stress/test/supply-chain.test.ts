import { execFile } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

/** What is looked at in a packed package.json. */
interface Manifest {
  readonly name: string
  readonly scripts?: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly bundleDependencies?: unknown
  readonly bundledDependencies?: unknown
}

interface Packed {
  readonly manifest: Manifest
  readonly files: readonly string[]
}

/** What every server that is installed consists of: contract, grammar, servers, files. */
const CORE = ['interface/*', 'protocol/*', 'servers/*', 'middleware/static']
/** Not among them: it serves with what its host brings, through an adapter, and compiles where a compiler is installed. */
const NOT_CORE = ['passenger']
/** Scripts that npm runs where a package is installed. */
const INSTALL_SCRIPTS = ['preinstall', 'install', 'postinstall', 'preprepare', 'prepare', 'postprepare']

const run = promisify(execFile)
const packages = fileURLToPath(new URL('../../../packages/', import.meta.url))
let folder: string
let packed: Packed[]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stress-packed-'))
  const { stdout } = await run('npm', ['pack', ...coreFolders(), '--json', '--ignore-scripts'], {
    cwd: folder,
  })
  const all = JSON.parse(stdout) as Array<{ filename: string; files: Array<{ path: string }> }>
  packed = await Promise.all(
    all.map(async ({ filename, files }) => {
      const manifest = await run('tar', ['-xOzf', join(folder, filename), 'package/package.json'])
      return { manifest: JSON.parse(manifest.stdout) as Manifest, files: files.map(({ path }) => path) }
    }),
  )
})

afterAll(() => rm(folder, { recursive: true }))

describe('G37: what is installed with a core package', () => {
  it('is core packages, and nothing else', () => {
    const core = packed.map(({ manifest }) => manifest.name)
    const outside = packed.flatMap(({ manifest }) =>
      dependenciesOf(manifest).filter((dependency) => !core.includes(dependency)),
    )
    expect(core).toContain('@tsgi/server')
    expect(outside).toEqual([])
  })

  it('runs no script', () => {
    const scripts = packed.flatMap(({ manifest }) => Object.keys(manifest.scripts ?? {}))
    expect(scripts.filter((name) => INSTALL_SCRIPTS.includes(name))).toEqual([])
    // npm builds what has one, without any script.
    expect(packed.flatMap(({ files }) => files).filter((path) => path.endsWith('.gyp'))).toEqual([])
  })

  it('brings no packages along', () => {
    for (const { manifest, files } of packed) {
      expect([manifest.bundleDependencies, manifest.bundledDependencies]).toEqual([undefined, undefined])
      expect(files.filter((path) => path.includes('node_modules/'))).toEqual([])
    }
  })
})

function coreFolders(): string[] {
  return CORE.flatMap((entry) => {
    const [group, name] = entry.split('/') as [string, string]
    const all = name === '*' ? readdirSync(join(packages, group)) : [name]
    const names = all.filter((each) => !NOT_CORE.includes(each))
    return names.map((each) => join(packages, group, each))
  }).filter((path) => existsSync(join(path, 'package.json')))
}

function dependenciesOf({ dependencies, optionalDependencies, peerDependencies }: Manifest): string[] {
  return Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })
}
