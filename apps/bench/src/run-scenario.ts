import { CONTENDERS } from './contender-table.ts'
import type { ContenderName } from './contender-table.ts'
import type { Column, Figures, Measurement, Scenario, Setting } from './scenario.ts'
import { median } from './statistics.ts'
import { Unavailable } from './unavailable.ts'

/** A scenario and what it came to. */
export interface Result {
  readonly scenario: Scenario
  readonly rounds: number
  readonly rows: readonly Row[]
  /** What the reader should know: conditions, and who was left out or failed. */
  readonly notes: readonly string[]
  /** Whether something went wrong that should not have. */
  readonly hasFailed: boolean
}

/** A contender's medians, and how they compare. */
export interface Row {
  readonly contender: ContenderName
  readonly figures: Figures
  /** To the reference; `undefined` where that was not measured. */
  readonly ratio: number | undefined
  /** What each round measured. */
  readonly samples: readonly Figures[]
}

/** Which part of a scenario to run. */
export interface RunOptions {
  readonly rounds: number
  readonly contenders: readonly ContenderName[]
  /** Told what is about to be measured. */
  onProgress: (text: string) => void
}

/** Measures the contenders of a scenario in turn, several rounds of them. */
export async function runScenario(
  scenario: Scenario,
  setting: Setting,
  options: RunOptions,
): Promise<Result> {
  const rounds = scenario.rounds ?? options.rounds
  const notes: string[] = []
  const samples = new Map<ContenderName, Figures[]>()
  let hasFailed = false

  /** Runs something for a contender, which leaves the table when that fails. */
  const attempt = async (name: ContenderName, action: () => Promise<unknown>): Promise<void> => {
    try {
      await action()
    } catch (error) {
      samples.delete(name)
      hasFailed ||= !(error instanceof Unavailable)
      notes.push(
        `${error instanceof Unavailable ? 'left out' : 'FAILED'}: ${name}: ${(error as Error).message}`,
      )
    }
  }

  for (const name of scenario.contenders.filter((each) => options.contenders.includes(each))) {
    samples.set(name, [])
    await attempt(name, () => setting.programs(CONTENDERS[name].program))
  }
  const measurement: Measurement = samples.size > 0 ? await scenario.prepare(setting) : NOTHING
  for (let round = 1; round <= rounds; round++) {
    for (const [name, figures] of samples) {
      options.onProgress(`${scenario.name}: round ${round} of ${rounds}, ${name}`)
      await attempt(name, async () => figures.push(await measurement.measure(name)))
    }
  }
  return {
    scenario,
    rounds,
    rows: rows(scenario, samples),
    notes: [...measurement.notes, ...notes],
    hasFailed,
  }
}

/** Where nobody takes part there is nothing to prepare, nor anybody to prepare it with. */
const NOTHING: Measurement = { notes: [], measure: async () => ({}) }

function rows({ columns, ratio }: Scenario, samples: ReadonlyMap<ContenderName, readonly Figures[]>): Row[] {
  const medians = new Map([...samples].map(([name, figures]) => [name, medianFigures(columns, figures)]))
  const reference = medians.get(ratio.to)?.[ratio.of]
  return [...medians].map(([contender, figures]) => ({
    contender,
    figures,
    ratio: reference === undefined ? undefined : figures[ratio.of]! / reference,
    samples: samples.get(contender)!,
  }))
}

/** The median of each column for itself. */
function medianFigures(columns: readonly Column[], samples: readonly Figures[]): Figures {
  return Object.fromEntries(columns.map(({ key }) => [key, median(samples.map((each) => each[key]!))]))
}
