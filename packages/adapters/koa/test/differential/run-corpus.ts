import { setTimeout as delay } from 'node:timers/promises'
import type { DefaultContext, DefaultState } from 'koa'
import { describe, expect, it } from 'vitest'
import { parseAnswers } from '../../../node/test/differential/answers.ts'
import {
  AS_ITSELF,
  BY_MEANING,
  comparable,
  isComparable,
} from '../../../node/test/differential/comparison.ts'
import type { Comparison } from '../../../node/test/differential/comparison.ts'
import { corpus } from './corpus/index.ts'
import type { CorpusCase, KoaClass } from './corpus-case.ts'
import { exchangeOctets } from '../../../node/test/differential/exchange-octets.ts'
import { alike, exceptions, koaItself, waysIn } from './ways-in.ts'
import type { WayIn } from './ways-in.ts'

interface Observed {
  readonly received: string
  readonly notes: readonly string[]
}

/**
 * Tests that a version of Koa behaves through each way in as by itself.
 */
export function testCorpus(Application: KoaClass, version: 2 | 3): void {
  for (const [group, cases] of Object.entries(corpus)) {
    const present = cases.filter(({ koa }) => koa === undefined || koa === version)
    for (const way of waysIn) {
      describe(`${group} through ${way.name}`, () => {
        for (const entry of present) {
          const reason = exceptions[entry.name] ?? way.exceptions?.[entry.name]
          const because = reason === undefined ? '' : `: ${reason}`
          it.skipIf(reason !== undefined)(`${entry.name}${because}`, () =>
            expectTheSame(Application, entry, way),
          )
        }
      })
    }
  }
}

async function expectTheSame(Application: KoaClass, entry: CorpusCase, way: WayIn): Promise<void> {
  const reference = await observe(Application, entry, koaItself)
  expect(reference.notes).toEqual(entry.notes ?? [])
  const observed = await observe(Application, entry, way)
  expect(observed.notes).toEqual(reference.notes)
  if (entry.leavesAt !== undefined) return
  const comparison = way.comparison === AS_ITSELF && entry.name in alike ? BY_MEANING : way.comparison
  expect(answersOf(observed, entry, comparison)).toEqual(answersOf(reference, entry, comparison))
}

async function observe(Application: KoaClass, entry: CorpusCase, way: WayIn): Promise<Observed> {
  const app = new Application<DefaultState, DefaultContext>(entry.options as object)
  app.silent = true
  const notes: string[] = []
  entry.setUp(app, (text) => void notes.push(text))
  const port = await way.listen(app)
  const received = await exchangeOctets(port, entry.request, entry.leavesAt)
  await settle(notes, entry.notes?.length ?? 0)
  return { received, notes }
}

/** Events may come after the client has its answer. */
async function settle(notes: readonly string[], expected: number): Promise<void> {
  for (let turn = 0; turn < 400 && notes.length < expected; turn++) await delay(5)
}

function answersOf({ received }: Observed, { request }: CorpusCase, comparison: Comparison): unknown {
  const methods = [...request.matchAll(/^([A-Z]+) \S+ HTTP\/1\.[01]\r$/gm)].map((match) => match[1]!)
  return parseAnswers(received, methods)
    .filter((answer) => isComparable(answer, comparison))
    .map((answer) => comparable(answer, comparison))
}
