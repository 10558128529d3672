import type { Express } from 'express'
import type express from 'express'

/** Tells something besides the answer that has to be the same everywhere: an event, an error, a clean-up. */
export type Note = (text: string) => void

/** Adds to a fresh application; `express` is the version under test. */
export type SetUp = (app: Express, note: Note, express: Framework) => void

/** The module of a version of Express. */
export type Framework = typeof express

/** One application and what is sent to it. */
export interface CorpusCase {
  readonly name: string
  readonly setUp: SetUp
  /** Each goes over a connection of its own, octet by octet as latin-1, when the one before is over. */
  readonly requests: readonly string[]
  /** What `setUp` notes, in order. Default: nothing. */
  readonly notes?: readonly string[] | undefined
  /** The client resets the connection when it has received this. */
  readonly leavesAt?: string | undefined
  /** The client resets the connection when this is noted. */
  readonly leavesWhen?: string | undefined
  /** The version of Express that has this. Default: all. */
  readonly only?: 4 | 5 | undefined
}

type Extras = Partial<Pick<CorpusCase, 'notes' | 'leavesAt' | 'leavesWhen' | 'only'>>

/** Cases of one application: what is sent, by name. */
export function table(
  setUp: SetUp,
  rows: Readonly<Record<string, string | readonly string[]>>,
  extras: Extras = {},
): CorpusCase[] {
  return Object.entries(rows).map(([name, sent]) => ({
    name,
    setUp,
    requests: typeof sent === 'string' ? [sent] : sent,
    ...extras,
  }))
}

/** One case. */
export function single(
  name: string,
  sent: string | readonly string[],
  setUp: SetUp,
  extras: Extras = {},
): CorpusCase {
  return { name, setUp, requests: typeof sent === 'string' ? [sent] : sent, ...extras }
}
