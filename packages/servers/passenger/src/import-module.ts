import { extname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

/** What Node says of TypeScript that it does not run, before any of it has run. */
const REFUSALS: ReadonlySet<unknown> = new Set([
  // Node before 22.18 runs none.
  'ERR_UNKNOWN_FILE_EXTENSION',
  // Later ones only strip types.
  'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX',
  // A specifier leads to TypeScript for a compiler only: `./db.js`, `./db`.
  'ERR_MODULE_NOT_FOUND',
  'ERR_UNSUPPORTED_DIR_IMPORT',
])

/**
 * Imports a JavaScript or TypeScript file. What Node does not run itself `jiti` compiles, where it is installed.
 * @param file relative to the working directory
 */
export async function importModule(file: string): Promise<unknown> {
  const path = resolve(file)
  try {
    return await import(pathToFileURL(path).href)
  } catch (error) {
    if (!isTypeScript(path) || !REFUSALS.has((error as { code?: unknown } | null)?.code)) throw error
    const { createJiti } = await importCompiler(file, error)
    return createJiti(path, { fsCache: false, interopDefault: false }).import(path)
  }
}

function isTypeScript(path: string): boolean {
  return ['.ts', '.mts', '.cts'].includes(extname(path))
}

async function importCompiler(file: string, cause: unknown): Promise<typeof import('jiti')> {
  try {
    return await import('jiti')
  } catch {
    const message = `Node ${process.versions.node} cannot load ${file}: npm install jiti, or compile it to JavaScript`
    throw new Error(message, { cause })
  }
}
