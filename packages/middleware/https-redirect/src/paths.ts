import { segments } from '@tsgi/message'

/**
 * Makes a predicate for paths, by their spelling: whoever writes one of them otherwise, with escapes or dots, asks for
 * something else.
 * @param paths each begins with `/`; one that ends with it stands for all below it too
 * @throws TypeError for an entry that is no such path
 */
export function pathPredicate(paths: readonly string[]): (path: string) => boolean {
  if (!Array.isArray(paths)) throw new TypeError(`exclude is a list of paths, got ${typeof paths}`)
  paths.forEach(checkPath)
  const folders = paths.filter((path) => path.endsWith('/'))
  const exact = new Set(paths)
  return (path) =>
    exact.has(path) || folders.some((folder) => path.startsWith(folder) && segments(path) !== undefined)
}

function checkPath(path: unknown): void {
  const isPath = typeof path === 'string' && path !== '/' && (segments(path)?.length ?? 0) > 0
  if (isPath && !/[?#]/.test(path)) return
  throw new TypeError(
    `exclude has paths such as '/health' or '/.well-known/acme-challenge/', got '${String(path)}'`,
  )
}
