import { setTimeout as delay } from 'node:timers/promises'
import fastify from 'fastify'
import { describe, expect, it } from 'vitest'
import { parseAnswers } from '../../node/test/differential/answers.ts'
import { BY_MEANING, comparable, isComparable } from '../../node/test/differential/comparison.ts'
import type { Comparison } from '../../node/test/differential/comparison.ts'
import { corpus } from './differential/corpus/index.ts'
import type { CorpusCase } from './differential/corpus-case.ts'
import { exchangeOctets } from '../../node/test/differential/exchange-octets.ts'
import { alike, fastifyItself, waysIn } from './differential/ways-in.ts'
import type { WayIn } from './differential/ways-in.ts'

/** Cases that cannot be the same, and why. */
const excepted: Readonly<Record<string, string>> = {
  'a length that is too long': 'nothing is sent of a response that has not the length it says (SPEC LEN-1)',
}

interface Observed {
  readonly received: string
  readonly notes: readonly string[]
}

it('has cases over all of the framework', () => {
  expect(Object.values(corpus).flat().length).toBeGreaterThanOrEqual(150)
})

for (const [group, cases] of Object.entries(corpus)) {
  for (const way of waysIn) {
    describe(`${group} through ${way.name}`, () => {
      for (const entry of cases) {
        const reason = excepted[entry.name]
        const because = reason === undefined ? '' : `: ${reason}`
        it.skipIf(reason !== undefined)(`${entry.name}${because}`, () => expectTheSame(entry, way))
      }
    })
  }
}

async function expectTheSame(entry: CorpusCase, way: WayIn): Promise<void> {
  const reference = await observe(entry, fastifyItself)
  expect(inOrder(reference, entry)).toEqual(entry.notes ?? [])
  const observed = await observe(entry, way)
  expect(inOrder(observed, entry)).toEqual(inOrder(reference, entry))
  if (entry.leavesAt !== undefined) return
  const comparison = entry.name in alike ? BY_MEANING : way.comparison
  expect(answersOf(observed, entry, comparison)).toEqual(answersOf(reference, entry, comparison))
}

/** Which object tells first of a client that left is for chance to say. */
function inOrder({ notes }: Observed, { leavesAt }: CorpusCase): readonly string[] {
  return leavesAt === undefined ? notes : notes.toSorted()
}

async function observe(entry: CorpusCase, way: WayIn): Promise<Observed> {
  const instance = fastify(entry.options ?? {})
  const notes: string[] = []
  entry.setUp(instance, (text) => void notes.push(text))
  const port = await way.listen(instance)
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
