import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { assertRight, keepingResults } from '../src/micro/benchmark.ts'
import type { Benchmark } from '../src/micro/benchmark.ts'
import { SUBJECTS } from '../src/micro/subjects.ts'

const subjects = Object.entries(SUBJECTS)

describe.each(subjects)('%s', (_, benchmarks) => {
  it.each(benchmarks)('gives what it should: $name', (benchmark) => assertRight(benchmark))

  it('gives the same again, and with its results kept', async () => {
    for (const benchmark of benchmarks.map(keepingResults)) await assertRight(benchmark)
  })

  it('has a name for each benchmark', () => {
    expect(new Set(benchmarks.map(({ name }) => name)).size).toBe(benchmarks.length)
  })
})

describe('assertRight', () => {
  it('notices a wrong result, whether it comes at once or later', async () => {
    const wrong: Benchmark = { name: 'wrong', run: () => ({ status: '200' }), expected: { status: 200 } }
    const later: Benchmark = { ...wrong, run: async () => ({ status: 500 }) }

    await expect(assertRight(wrong)).rejects.toThrow("'wrong' does not give what it should")
    await expect(assertRight(later)).rejects.toThrow("'wrong' does not give what it should")
  })

  it('tells what was thrown', async () => {
    const cause = new TypeError('broken')
    const throwing: Benchmark = { name: 'throwing', run: () => raise(cause), expected: undefined }

    await expect(assertRight(throwing)).rejects.toMatchObject({ cause })
  })
})

describe('micro', () => {
  it('writes figures of what was asked for', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'micro-test-'))
    const json = join(folder, 'figures.json')
    try {
      await micro(['--expose-gc'], ['compose', '--json', json])
      const { benchmarks } = JSON.parse(await readFile(json, 'utf8')) as Figures
      expect(benchmarks.map(({ alias }) => alias)).toEqual(SUBJECTS['compose']!.map(({ name }) => name))
      expect(benchmarks.every(({ runs }) => runs[0]!.stats.p50 > 0)).toBe(true)
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  it('explains itself, and what it does not understand', async () => {
    const { stdout } = await micro([], ['--help'])
    expect(stdout).toContain(`subjects: ${subjects.map(([name]) => name).join(', ')}`)
    await expect(micro([], ['haed'])).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('subject is one of') as string,
    })
  })

  it('does not measure where it cannot collect garbage', async () => {
    await expect(micro([], ['head'])).rejects.toMatchObject({
      code: 2,
      stderr: 'micro needs node --expose-gc\n',
    })
  })
})

interface Figures {
  readonly benchmarks: readonly { alias: string; runs: readonly { stats: { p50: number } }[] }[]
}

/** Runs the built command, as `pnpm bench:micro` does. */
function micro(options: string[], args: string[]): Promise<{ stdout: string; stderr: string }> {
  const command = fileURLToPath(new URL('../dist/micro/micro.js', import.meta.url))
  return promisify(execFile)(process.execPath, [...options, command, ...args])
}

function raise(error: Error): never {
  throw error
}
