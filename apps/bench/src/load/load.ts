import { spawnSync } from 'node:child_process'
import type { Query } from '../exchange.ts'
import { runAutocannon } from './autocannon.ts'
import { runWrk } from './wrk.ts'

/** A request, and how to send it over and over. */
export interface Load extends Query {
  /** Connections at once. */
  readonly connections: number
  /** Requests at once on each of them. */
  readonly pipeline: number
}

/** What a load came to. */
export interface LoadFigures {
  readonly requests: number
  readonly seconds: number
  readonly p50Micros: number
  readonly p99Micros: number
}

/** The programs that make loads. */
export type LoaderName = 'wrk' | 'autocannon'

/** Loads a server on a port of 127.0.0.1 for some seconds. Anything that fails is an Error. */
export type Loader = (port: number, load: Load, seconds: number) => Promise<LoadFigures>

/** Loaders by name. */
export const LOADERS: Readonly<Record<LoaderName, Loader>> = { wrk: runWrk, autocannon: runAutocannon }

/** wrk where it is installed: it costs a third of what autocannon does, so that it is not what limits. */
export function preferredLoader(): LoaderName {
  return spawnSync('wrk', ['--version']).error === undefined ? 'wrk' : 'autocannon'
}
