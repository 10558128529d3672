import { CommandError } from './command-error.ts'
import { exitCodes } from './exit-codes.ts'

/**
 * Picks what to serve from a module.
 *
 * By name: that export, or that property of what a CommonJS module exports. Without a name: the default export, or,
 * where there is none, the module itself: its exports `app`, `start` and `stop` make a service, `fetch` a fetch handler.
 * @param path names the module in errors
 * @throws CommandError when there is no such export
 */
export function pickExport(module: unknown, wanted: string | undefined, path: string): unknown {
  const exports = exportsOf(module)
  if (wanted === undefined) return pickDefault(exports, path)
  if (Object.hasOwn(exports, wanted)) return exports[wanted]

  const inner = exports['default']
  if (isRecord(inner) && Object.hasOwn(inner, wanted)) return inner[wanted]
  throw noExport(exports, path, `export named ${wanted}`)
}

function pickDefault(exports: Exports, path: string): unknown {
  if (Object.hasOwn(exports, 'default')) return exports['default']
  if (Object.hasOwn(exports, 'app')) return exports
  // A module may be a fetch handler itself.
  if (typeof exports['fetch'] === 'function') return { fetch: exports['fetch'] }
  throw noExport(exports, path, 'default export, nor one named app')
}

type Exports = Readonly<Record<string, unknown>>

/** CommonJS that was compiled from an ES module carries its exports one level deeper, or is not a namespace at all. */
function exportsOf(module: unknown): Exports {
  if (!isRecord(module)) return { default: module }

  const inner = module['default']
  return isRecord(inner) && inner['__esModule'] === true ? inner : module
}

function noExport(exports: Exports, path: string, what: string): CommandError {
  const names = Object.keys(exports).filter((name) => name !== 'module.exports')
  return new CommandError(
    exitCodes.notAnApplication,
    `${path} has no ${what} (it exports ${names.join(', ') || 'nothing'})`,
  )
}

function isRecord(value: unknown): value is Exports {
  return typeof value === 'object' && value !== null
}
