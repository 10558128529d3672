import { reasonToSkip } from '@tsgi/testing'
import type { ConformanceCase } from '@tsgi/testing'
import type { WayIn } from '../way-in.ts'
import type { Result } from './results.ts'
import type { Row } from './rows.ts'

/** What one way in does of one promise. */
export interface Cell {
  /** `✓`: all cases pass; `3/4`: so many of them were run and pass; `–`: none was run; `✗ 1`: so many failed. */
  readonly text: string
  /** Why cases were not run, each reason once. */
  readonly notes: readonly string[]
}

/** Sums up what came of the cases of a row. */
export function cellOf({ cases }: Row, wayIn: WayIn, results: ReadonlyMap<string, Result> | undefined): Cell {
  if (results === undefined)
    return { text: '–', notes: [`not run: ${wayIn.programs.join(' or ')} is missing`] }
  const passed = cases.filter(({ id }) => results.get(id) === 'passed')
  const failed = cases.filter(({ id }) => results.get(id) === 'failed')
  const left = cases.filter(({ id }) => !results.has(id))
  return {
    text: failed.length > 0 ? `✗ ${failed.length}` : share(passed.length, cases.length),
    notes: [...notesOf(left, wayIn), ...when(failed, 'failed')],
  }
}

function share(passed: number, all: number): string {
  if (passed === all) return '✓'
  return passed === 0 ? '–' : `${passed}/${all}`
}

/** What a way in lacks is a reason by itself; an exception says which cases it is about. */
function notesOf(left: readonly ConformanceCase[], wayIn: WayIn): string[] {
  const byReason = new Map<string, ConformanceCase[]>()
  for (const entry of left) {
    const reason = reasonToSkip(entry, wayIn) ?? 'not run'
    byReason.set(reason, [...(byReason.get(reason) ?? []), entry])
  }
  return [...byReason].flatMap(([reason, cases]) => {
    const single = cases.filter(({ id }) => Object.hasOwn(wayIn.exceptions, id) || reason === 'not run')
    return single.length > 0 ? when(single, reason) : [reason]
  })
}

function when(cases: readonly ConformanceCase[], what: string): string[] {
  return cases.length === 0 ? [] : [`${cases.map(({ id }) => `\`${id}\``).join(', ')}: ${what}`]
}
