import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What these tests look at in a package.json. */
export interface Manifest {
  readonly name: string
  readonly description?: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly exports?: Readonly<Record<string, string | Readonly<Record<string, string>>>>
}

/** A package of this workspace. */
export interface WorkspacePackage {
  /** Folder of its group: `interface`, `protocol`, `servers` … */
  readonly group: string
  readonly folder: string
  readonly manifest: Manifest
}

/** The root of the workspace. */
export const ROOT: string = fileURLToPath(new URL('../../../../', import.meta.url))

/** All packages that are published. */
export const PACKAGES: readonly WorkspacePackage[] = readdirSync(join(ROOT, 'packages')).flatMap((group) =>
  readdirSync(join(ROOT, 'packages', group))
    .map((name) => join(ROOT, 'packages', group, name))
    .filter((folder) => existsSync(join(folder, 'package.json')))
    .map((folder) => ({ group, folder, manifest: readManifest(folder) })),
)

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
}
