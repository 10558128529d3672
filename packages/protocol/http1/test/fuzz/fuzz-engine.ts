import { disagreement } from '../differential.ts'
import type { Disagreement } from '../differential.ts'
import { readAll } from '../events.ts'
import { Judge } from '../judge.ts'
import { mutant, pieces } from '../mutation.ts'
import type { Random } from '../random.ts'

/** Findings that are shown; the others are counted. */
const SHOWN = 20

/**
 * Asks the engine and llhttp about requests with mistakes, and the engine again with the request in pieces.
 * @returns how often they differ without a reason
 */
export async function fuzzEngine(runs: number, random: Random): Promise<number> {
  const judge = new Judge()
  const tally = { runs: 0, octets: 0, read: 0, refused: 0, disagreements: 0, splits: 0 }
  const show = (finding: unknown): void => {
    if (tally.disagreements + tally.splits <= SHOWN) console.log(JSON.stringify(finding))
  }
  for (; tally.runs < runs; tally.runs++) {
    if (tally.runs % 100_000 === 0 && tally.runs > 0) console.log(JSON.stringify(tally))
    const bytes = mutant(random)
    const whole = readAll([bytes])
    tally.octets += bytes.length
    tally[whole.some((event) => 'error' in event) ? 'refused' : 'read']++

    const cut = pieces(bytes, random)
    if (JSON.stringify(readAll(cut)) !== JSON.stringify(whole)) {
      tally.splits++
      show({ pieces: cut.map((piece) => piece.toString('latin1')) })
    }
    const found: Disagreement | undefined = await disagreement(judge, bytes)
    if (found !== undefined) {
      tally.disagreements++
      show(found)
    }
  }
  console.log(JSON.stringify(tally))
  return tally.disagreements + tally.splits
}
