import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

/* Follows the tutorial: writes the files of each step over those of the one before, and runs its tests as it says. */

const PACKAGE = fileURLToPath(new URL('..', import.meta.url))
const TSC = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc')
const run = promisify(execFile)

interface Step {
  readonly title: string
  readonly files: ReadonlyArray<readonly [name: string, content: string]>
}

interface Manifest {
  readonly scripts: { readonly test: string }
}

function steps(): Step[] {
  const [, ...sections] = readFileSync(join(PACKAGE, 'TUTORIAL.md'), 'utf8').split(/^## /m)
  return sections.map((section) => ({
    title: section.slice(0, section.indexOf('\n')),
    files: [...section.matchAll(/^```(?:ts|json)\n\/\/ ([\w.]+).*\n([\s\S]*?)^```/gm)].map(
      ([, name = '', content = '']) => [name, content] as const,
    ),
  }))
}

describe('the tutorial', () => {
  const folder = mkdtempSync(join(PACKAGE, 'test/.example-'))

  beforeAll(() => {
    // The other packages are found further up, as dependencies of this one.
    mkdirSync(join(folder, 'node_modules/@tsgi'), { recursive: true })
    symlinkSync(PACKAGE, join(folder, 'node_modules/@tsgi/router'))
    mkdirSync(join(folder, 'node_modules/.bin'))
    symlinkSync(TSC, join(folder, 'node_modules/.bin/tsc'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  it('names each of its files', () => {
    const blocks = readFileSync(join(PACKAGE, 'TUTORIAL.md'), 'utf8').match(/^```(ts|json)$/gm) ?? []
    expect(blocks).toHaveLength(steps().flatMap(({ files }) => files).length)
  })

  it.each(steps().filter(({ files }) => files.length > 0))(
    '$title',
    { timeout: 60_000 },
    async ({ files }) => {
      for (const [name, content] of files) writeFileSync(join(folder, name), content)
      if (!files.some(([name]) => name.endsWith('.test.ts'))) return
      const { scripts } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
      const { NODE_OPTIONS: _, NODE_TEST_CONTEXT: __, ...env } = process.env
      const PATH = [join(folder, 'node_modules/.bin'), dirname(process.execPath), env['PATH']].join(':')
      const { stdout } = await run('sh', ['-c', scripts.test], { cwd: folder, env: { ...env, PATH } }).catch(
        (error: { stdout: string }) => error,
      )
      expect(stdout).toMatch(/^(#|ℹ) pass [1-9]/m)
      expect(stdout).toMatch(/^(#|ℹ) fail 0$/m)
    },
  )
})
