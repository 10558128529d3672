import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

const PACKAGE = fileURLToPath(new URL('..', import.meta.url))
if (!existsSync(join(PACKAGE, 'dist/index.js')))
  throw new Error(`${PACKAGE}dist is missing: these tests run the built package, so run "pnpm build" first`)

/** An ES module that loaders cannot require(): it awaits at its top. */
export const ES_MODULE = `
await new Promise((resolve) => setTimeout(resolve, 1))
export default {
  start: ({ name }) => console.error('started by ' + name),
  stop: () => console.error('stopped'),
  app: ({ basePath, path, query }) => ({ status: 200, headers: { 'x-app': 'es' }, body: basePath + path + '?' + query }),
}
`

/** The same kind of application in TypeScript, with syntax that cannot just be stripped. */
export const TYPESCRIPT = `
import type { Application } from '@tsgi/spec'
enum Greeting { Hello = 'hello' }
const app: Application = () => ({ status: 200, headers: {}, body: Greeting.Hello })
export default app
`

/** A folder with an application, which has this package installed; it lasts as long as the test. */
export function applicationFolder(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'passenger-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  mkdirSync(join(folder, 'node_modules/@tsgi'), { recursive: true })
  symlinkSync(PACKAGE, join(folder, 'node_modules/@tsgi/passenger'))
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
  return folder
}
