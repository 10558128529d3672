import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { conformanceApplication, conformanceCases, reasonToSkip, runCase } from '@tsgi/testing'
import type { ConformanceCase } from '@tsgi/testing'
import { PROGRAM_PATH } from '../src/child.ts'
import type { TestedCase } from '../src/matrix/results.ts'
import type { StartedWayIn, WayIn } from '../src/way-in.ts'

declare module 'vitest' {
  interface TaskMeta {
    /** What a test is about, for the matrix. */
    readonly tested?: TestedCase
  }
}

/** Declares the tests of one way in: each case of the suite, those that it cannot run as skipped with the reason. */
export function runSuite(wayIn: WayIn): void {
  const missing = missingPrograms(wayIn)
  if (missing !== '') return declareMissing(wayIn.name, missing)

  const tests = conformanceCases.map((entry) => ({ entry, reason: reasonToSkip(entry, wayIn) }))
  const skipped = tests.filter(({ reason }) => reason !== undefined).length

  describe(`${wayIn.name}: ${tests.length - skipped} cases run, ${skipped} skipped`, () => {
    let started: StartedWayIn | undefined

    beforeAll(async () => {
      started = await wayIn.start(conformanceApplication(), 'conformance')
    })
    afterAll(() => started?.close())

    const assertConformance = (entry: ConformanceCase): Promise<void> => runCase(entry, started!.send)

    for (const { entry, reason } of tests) {
      const because = reason === undefined ? '' : `: ${reason}`
      const meta = { tested: { wayIn: wayIn.name, id: entry.id } }
      it(`${entry.id} (${entry.rules.join(', ')})${because}`, { skip: reason !== undefined, meta }, () =>
        assertConformance(entry),
      )
    }
  })
}

/** Declares, in the place of all tests of something, that programs are missing: skipped, but on CI a failure. */
export function declareMissing(name: string, programs: string): void {
  it.skipIf(!process.env['CI'])(`${name} needs ${programs}, which is not installed`, () => {
    expect.fail(`Install ${programs}: on CI nothing may be left out`)
  })
}

/** What a way in needs and has not got; `''`: nothing. */
export function missingPrograms({ programs }: Pick<WayIn, 'programs'>): string {
  return programs.filter((program) => !isInstalled(program)).join(' and ')
}

/** Whether a program can be started by its name, or a file is at its path. */
export function isInstalled(program: string): boolean {
  if (isAbsolute(program)) return existsSync(program)
  return PROGRAM_PATH.split(delimiter).some((folder) => isExecutable(join(folder, program)))
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
