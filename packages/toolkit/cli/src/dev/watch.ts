import { basename, extname, relative, resolve, sep } from 'node:path'

/** What to watch and whom to tell. */
export interface WatchOptions {
  readonly paths: readonly string[]
  /** Names (`coverage`) and paths (`data/cache`) that do not count, besides those that never do. */
  readonly ignore: readonly string[]
  /** Called with the files that have changed, once for changes that come together. */
  readonly onChange: (files: readonly string[]) => void
}

/** Editors write in several steps. */
const SETTLE_MS = 20

const ignoredNames: ReadonlySet<string> = new Set(['node_modules', 'bower_components', 'coverage'])

/** What processes load once. Templates and data are read anew anyway, and a log that is written would never end it. */
const codeEndings: readonly string[] = [
  ...['.js', '.mjs', '.cjs', '.jsx', '.ts', '.mts', '.cts', '.tsx', '.json', '.node', '.wasm'],
]

/** Watches files; resolves when it does. @returns ends it */
export async function watchFiles({ paths, ignore, onChange }: WatchOptions): Promise<() => Promise<void>> {
  const { watch } = await import('chokidar')
  const changed = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  const watcher = watch([...paths], { ignoreInitial: true, ignored: (path) => isIgnored(path, ignore) })
  watcher.on('all', (_event, path) => {
    if (!isCode(path)) return
    changed.add(relative('.', path))
    clearTimeout(timer)
    timer = setTimeout(() => {
      onChange([...changed])
      changed.clear()
    }, SETTLE_MS)
  })
  await new Promise<void>((done) => watcher.once('ready', () => done()))
  return () => watcher.close()
}

/** Whether changes below a path do not count: packages, what begins with a dot but `.env`, and what the operator named. */
export function isIgnored(path: string, ignore: readonly string[]): boolean {
  const names = relative('.', path)
    .split(sep)
    .filter((name) => name !== '' && name !== '..')
  const whole = names.join(sep)
  const own = ignore.map((one) => relative('.', resolve(one)))
  return (
    names.some((name) => ignoredNames.has(name) || ignore.includes(name) || isHidden(name)) ||
    own.some((one) => one !== '' && (whole === one || whole.startsWith(one + sep)))
  )
}

/** Whether a process must begin anew to take a change of a file. */
export function isCode(path: string): boolean {
  return codeEndings.includes(extname(path)) || basename(path).startsWith('.env')
}

function isHidden(name: string): boolean {
  return name.startsWith('.') && !name.startsWith('.env')
}
