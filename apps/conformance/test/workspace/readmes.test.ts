import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { PACKAGES, ROOT } from './packages.ts'

/** Examples run inside this package, which depends on all the others, as an application would. */
const HERE = join(ROOT, 'apps/conformance')

describe('every package has a README', () => {
  it.each(PACKAGES.map(({ folder, manifest }) => [manifest.name, folder] as const))('%s', (name, folder) => {
    const text = readFileSync(join(folder, 'README.md'), 'utf8')
    expect(text.split('\n')[0]).toBe(`# ${name}`)
    expect(text).toMatch(new RegExp(`npm install (--\\S+ )*${name}\\b`))
    const lines = text.split('\n').length
    expect(lines).toBeGreaterThanOrEqual(40)
    // The validator's README lists its hundred checks, one a line.
    expect(lines).toBeLessThanOrEqual(name === '@tsgi/validator' ? 260 : 170)
  })
})

describe('the first example of a README runs', () => {
  const examples = PACKAGES.map(({ folder, manifest }) => ({
    name: manifest.name,
    code: firstExample(folder),
  }))

  it.each(examples.filter(({ code }) => code !== undefined))('$name', async ({ code }) => {
    const { exitCode, stderr } = await run(code!)
    expect(stderr).toBe('')
    expect(exitCode).toBe(0)
  })

  it('is there for every package but the command', () => {
    expect(examples.filter(({ code }) => code === undefined).map(({ name }) => name)).toEqual(['tsgi'])
  })
})

function firstExample(folder: string): string | undefined {
  const file = join(folder, 'README.md')
  return existsSync(file) ? /^```ts\n([\s\S]*?)^```/m.exec(readFileSync(file, 'utf8'))?.[1] : undefined
}

/** Runs an example as a program; one that serves is ended once it listens. */
async function run(code: string): Promise<{ exitCode: number | null; stderr: string }> {
  const folder = mkdtempSync(join(HERE, '.example-'))
  try {
    writeFileSync(join(folder, 'example.ts'), code)
    writeFileSync(join(folder, 'run.mjs'), RUNNER)
    const child = spawn(process.execPath, [join(folder, 'run.mjs')], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let stderr = ''
    child.stderr.on('data', (text: Buffer) => (stderr += String(text)))
    const [exitCode] = (await once(child, 'close')) as [number | null]
    return { exitCode, stderr }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const RUNNER = `
import { createJiti } from 'jiti'
await createJiti(import.meta.url).import('./example.ts')
process.exit(0)
`
