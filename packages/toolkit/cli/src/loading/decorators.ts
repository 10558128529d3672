import { createRequire } from 'node:module'
import { dirname, join, relative, resolve } from 'node:path'
import { existsSync, readFileSync } from 'node:fs'
import { memberOf } from '../member.ts'
import { missing } from './import-package.ts'

/** Whether a source seems to have decorators or auto-accessors. What only looks like it is compiled correctly as well. */
export function hasDecorators(source: string): boolean {
  return /^[ \t]*(?:export[ \t]+(?:default[ \t]+)?)?(?:@[A-Za-z_$(]|.{0,100}\baccessor[ \t])/m.test(source)
}

/** What is used of esbuild. */
interface Esbuild {
  transformSync(source: string, options: Readonly<Record<string, unknown>>): { readonly code: string }
}

/**
 * Turns TypeScript with decorators into JavaScript without.
 * @param file absolute path of the source
 * @throws CommandError when no esbuild is installed; what it throws for a source that is wrong
 */
export function lowerDecorators(source: string, file: string): string {
  const { code } = findEsbuild(file).transformSync(source, {
    loader: 'ts',
    format: 'esm',
    target: 'es2022',
    sourcemap: 'inline',
    sourcefile: file,
    tsconfigRaw: { compilerOptions: { experimentalDecorators: isExperimental(file) } },
  })
  return code
}

function findEsbuild(file: string): Esbuild {
  for (const from of [file, resolve('app.js'), import.meta.url]) {
    try {
      return createRequire(from)('esbuild') as Esbuild
    } catch (error) {
      if (memberOf(error, 'code') !== 'MODULE_NOT_FOUND') throw error
    }
  }
  return missing('esbuild', `${relative('.', file)} has decorators`)
}

/** Whether the nearest tsconfig.json wants decorators as they were before the standard. It has comments, so it is not parsed. */
function isExperimental(file: string): boolean {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const path = join(folder, 'tsconfig.json')
    if (existsSync(path)) return /"experimentalDecorators"\s*:\s*true/.test(readFileSync(path, 'utf8'))
    if (folder === dirname(folder)) return false
  }
}
