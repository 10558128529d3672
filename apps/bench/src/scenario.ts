import type { ContenderName, Protocol } from './contender-table.ts'
import type { Load, LoadFigures } from './load/load.ts'
import type { Programs } from './programs.ts'

/** One thing to measure: a file in `scenarios/` and an entry in its index. */
export interface Scenario {
  readonly name: string
  /** One line that says what is measured. */
  readonly about: string
  /** Who takes part, in the order of the table. */
  readonly contenders: readonly ContenderName[]
  /** What is measured, in the order of the table. */
  readonly columns: readonly Column[]
  /** The column whose values are compared, and the contender with which. */
  readonly ratio: { readonly of: string; readonly to: ContenderName }
  /** How often each contender is measured, where the command line has no say. */
  readonly rounds?: number
  /** Prepares what all contenders share. */
  prepare(setting: Setting): Promise<Measurement>
}

/** A figure of a scenario. */
export interface Column {
  /** Its name in `Figures`. */
  readonly key: string
  /** Its heading, with the unit. */
  readonly title: string
  /** Decimals to print. Default 0. */
  readonly decimals?: number
}

/** What was measured once, by key of the columns. */
export type Figures = Readonly<Record<string, number>>

/** A scenario that is ready to measure. */
export interface Measurement {
  /** What the reader of the table should know, such as a rate found out just now. */
  readonly notes: readonly string[]
  /** Measures a contender once, from its start to its end. */
  measure: (name: ContenderName) => Promise<Figures>
}

/** What scenarios measure with. */
export interface Setting {
  readonly programs: Programs
  /** Loads a port for a moment, so that what is measured next is compiled and has grown. */
  warmUp: (port: number, load: Load, protocol?: Protocol) => Promise<void>
  /** Loads a port for the length of a measurement. */
  load: (port: number, load: Load, protocol?: Protocol) => Promise<LoadFigures>
  /** That length. */
  readonly seconds: number
}
