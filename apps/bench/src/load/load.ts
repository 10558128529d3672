import { spawnSync } from 'node:child_process'
import type { Protocol } from '../contender-table.ts'
import type { Query } from '../exchange.ts'
import { runAutocannon } from './autocannon.ts'
import { runH2load } from './h2load.ts'
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
export type Loader = (port: number, load: Load, seconds: number, protocol: Protocol) => Promise<LoadFigures>

/** Loaders by name. */
export const LOADERS: Readonly<Record<LoaderName, Loader>> = { wrk: runWrk, autocannon: runAutocannon }

/** The loader to use: HTTP/2 has one of its own. */
export function loaderFor(protocol: Protocol, name: LoaderName): Loader {
  return protocol === 'h2c' ? runH2load : LOADERS[name]
}

/** wrk where it is installed: it costs a third of what autocannon does, so that it is not what limits. */
export function preferredLoader(): LoaderName {
  return spawnSync('wrk', ['--version']).error === undefined ? 'wrk' : 'autocannon'
}
