import { readFileSync } from 'node:fs'

/** The folder of this package, ending in a slash. */
export const PACKAGE_ROOT: URL = new URL('../', import.meta.url)

/** The installed version of a dependency of this package. */
export function installedVersion(name: string): string {
  const text = readFileSync(new URL(`node_modules/${name}/package.json`, PACKAGE_ROOT), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}
