import { realpathSync, statSync } from 'node:fs'
import { realpath } from 'node:fs/promises'
import { resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A folder that is served, with all that is below it. */
export class Root {
  /** Absolute path, as it was given. */
  readonly path: string
  /** Where that is, links followed: it moves when a link to the current release does. */
  #real: string

  /** @throws TypeError when there is no such folder */
  constructor(root: string | URL) {
    this.path = typeof root === 'string' ? resolve(root) : fileURLToPath(root)
    if (statSync(this.path, { throwIfNoEntry: false })?.isDirectory() !== true) {
      throw new TypeError(`No folder to serve: '${this.path}'`)
    }
    this.#real = realpathSync.native(this.path)
  }

  /** The path of something below it. */
  join(names: readonly string[]): string {
    return names.length === 0 ? this.path : withSeparator(this.path) + names.join(sep)
  }

  /**
   * The names from the root on to a real path; `undefined` when it is not below it. By whole names: `/srv/www-private` is
   * not below `/srv/www`.
   */
  async namesTo(real: string): Promise<string[] | undefined> {
    const names = namesBetween(this.#real, real)
    if (names !== undefined) return names
    this.#real = await realpath(this.path)
    return namesBetween(this.#real, real)
  }
}

function namesBetween(root: string, real: string): string[] | undefined {
  if (real === root) return []
  const start = withSeparator(root)
  return real.startsWith(start) ? real.slice(start.length).split(sep) : undefined
}

function withSeparator(path: string): string {
  return path.endsWith(sep) ? path : path + sep
}
