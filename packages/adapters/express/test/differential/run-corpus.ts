import { setTimeout as delay } from 'node:timers/promises'
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { comparable } from './comparison.ts'
import { corpus } from './corpus/index.ts'
import type { CorpusCase, Framework } from './corpus-case.ts'
import { alike, excepted } from './excepted.ts'
import { exchangeOctets } from './exchange-octets.ts'
import { expressItself, waysIn } from './ways-in.ts'
import type { WayIn } from './ways-in.ts'

interface Observed {
  /** What came over each connection. */
  readonly received: readonly string[]
  readonly notes: readonly string[]
}

/** Tests that a version of Express behaves through each way in as by itself. */
export function testCorpus(express: Framework, version: 4 | 5): void {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 10, 22, 12) }) // cookies and limits tell the time
    vi.spyOn(console, 'error').mockImplementation(() => {}) // Express logs errors there
    onTestFinished(() => {
      vi.useRealTimers()
      vi.restoreAllMocks()
    })
  })

  for (const [group, cases] of Object.entries(corpus)) {
    const present = cases.filter(({ only }) => only === undefined || only === version)
    describe.each(waysIn)(`${group} through $name`, (way) => {
      for (const entry of present) {
        const reason = excepted[way.name]?.[entry.name]
        const because = reason === undefined ? '' : `: ${reason}`
        it.skipIf(reason !== undefined)(`${entry.name}${because}`, () => expectTheSame(express, entry, way))
      }
    })
  }
}

async function expectTheSame(express: Framework, entry: CorpusCase, way: WayIn): Promise<void> {
  const reference = await observe(express, entry, expressItself)
  expect(reference.notes).toEqual(entry.notes ?? [])
  const observed = await observe(express, entry, way)
  expect(observed.notes).toEqual(reference.notes)
  if (entry.leavesAt !== undefined || entry.leavesWhen !== undefined) return
  expect(answersOf(observed, entry, way)).toEqual(answersOf(reference, entry, way))
}

async function observe(express: Framework, entry: CorpusCase, way: WayIn): Promise<Observed> {
  const app = express()
  app.set('env', 'production') // without stacks in answers
  const notes: string[] = []
  const left = new AbortController()
  const note = (text: string): void => {
    notes.push(text)
    if (text === entry.leavesWhen) left.abort()
  }
  entry.setUp(app, note, express)
  const port = await way.listen(app)
  const received: string[] = []
  const leaving = { at: entry.leavesAt, when: left.signal }
  for (const octets of entry.requests) received.push(await exchangeOctets(port, octets, leaving))
  await settle(notes, entry.notes?.length ?? 0)
  return { received, notes }
}

/** Events may come after the client has its answer. */
async function settle(notes: readonly string[], expected: number): Promise<void> {
  for (let turn = 0; turn < 400 && notes.length < expected; turn++) await delay(5)
}

function answersOf({ received }: Observed, { name, requests }: CorpusCase, way: WayIn): unknown {
  const comparison = way.comparison === 'octets' && name in alike ? 'meaning' : way.comparison
  return received.map((octets, index) => comparable(octets, requests[index]!, comparison))
}
