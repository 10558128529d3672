import { extname } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Jiti, TransformOptions, TransformResult } from 'jiti'
import { hasDecorators, lowerDecorators } from './loading/decorators.ts'
import { memberOf } from './member.ts'

/**
 * Imports a JavaScript or TypeScript module.
 *
 * Node does it alone where it can: from 22.18 on it strips types itself, which costs nothing. What it refuses then, and
 * all TypeScript on older versions, goes through `jiti`, which compiles in memory. Nothing is written to disk: a cache
 * in the shared temporary directory would let another user plant code.
 * @param file absolute path
 * @returns the module's exports; for CommonJS without named exports whatever it exports
 */
export async function importModule(file: string): Promise<unknown> {
  if (isTypeScript(file) && !stripsTypes()) return compileAndImport(file)

  try {
    return await import(pathToFileURL(file).href)
  } catch (error) {
    if (!needsCompiler(error, file)) throw error
    return compileAndImport(file)
  }
}

/**
 * Evaluates an expression as TypeScript in the working directory; `await` and `import()` work in it.
 * @returns the module whose default export is the value
 */
export async function importExpression(code: string): Promise<unknown> {
  const filename = `${process.cwd()}/[eval].ts`
  const compiler = await createCompiler(filename)
  return compiler.evalModule(`export default (${code}\n)`, {
    id: filename,
    filename,
    ext: '.ts',
    async: true,
    forceTranspile: true,
  })
}

async function compileAndImport(file: string): Promise<unknown> {
  const compiler = await createCompiler(file)
  return compiler.import(file)
}

/** Loaded on demand, as most starts do without. `interopDefault` would wrap each imported module in a slow proxy. */
async function createCompiler(file: string): Promise<Jiti> {
  const { createJiti } = await import('jiti')
  const plain = createJiti(file, jitiOptions)
  return createJiti(file, { ...jitiOptions, transform: (task) => transform(task, plain) })
}

const jitiOptions = { fsCache: false, sourceMaps: true, interopDefault: false }

/** The compiler of `jiti` knows decorators as they were before they became a standard; those of today are left to `esbuild`. */
function transform(task: TransformOptions, plain: Jiti): TransformResult {
  if (!task.ts || !hasDecorators(task.source)) return { code: plain.transform(task) }
  const source = lowerDecorators(task.source, task.filename ?? '')
  return { code: plain.transform({ ...task, source, ts: false }) }
}

function isTypeScript(file: string): boolean {
  return ['.ts', '.mts', '.cts'].includes(extname(file))
}

/** The types of Node 20 do not know of it. */
function stripsTypes(): boolean {
  return Boolean(memberOf(process.features, 'typescript'))
}

/**
 * Whether Node refused, before any of it ran, what a compiler accepts: syntax that needs code generation (`enum`),
 * types imported as if they were values, specifiers that lead to TypeScript only for a compiler (`./db.js`, `./db`), or
 * any TypeScript on a Node that does not strip types.
 */
function needsCompiler(error: unknown, file: string): boolean {
  if (!(error instanceof Error)) return false

  const code = memberOf(error, 'code')
  if (code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX') return true
  if (code === 'ERR_UNKNOWN_FILE_EXTENSION') return /"\.[cm]?ts"/.test(error.message)
  if (!isTypeScript(file)) return false
  return (
    code === 'ERR_MODULE_NOT_FOUND' ||
    code === 'ERR_UNSUPPORTED_DIR_IMPORT' ||
    // Decorators, which no version of Node takes yet.
    (error instanceof SyntaxError && error.message === 'Invalid or unexpected token') ||
    (error instanceof SyntaxError && error.message.includes('does not provide an export named'))
  )
}
