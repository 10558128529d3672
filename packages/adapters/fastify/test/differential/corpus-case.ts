import type { FastifyInstance, FastifyServerOptions } from 'fastify'
import { get } from './requests.ts'

/** Tells something besides the answer that has to be the same everywhere: a hook, an error, a clean-up. */
export type Note = (text: string) => void

/** One instance and one request. */
export interface CorpusCase {
  readonly name: string
  /** Adds to a fresh instance. */
  readonly setUp: (instance: FastifyInstance, note: Note) => void
  /** What is sent, octet by octet as latin-1; the last request says `connection: close`. */
  readonly request: string
  /** What `setUp` notes, in order. Default: nothing. */
  readonly notes?: readonly string[]
  /** The client leaves as soon as it has received this. */
  readonly leavesAt?: string
  /** Options of the instance. */
  readonly options?: FastifyServerOptions
}

type Extras = Partial<Omit<CorpusCase, 'name' | 'setUp'>>

/** Makes a case. The request is `GET /` unless told. */
export function entry(name: string, setUp: CorpusCase['setUp'], extras: Extras = {}): CorpusCase {
  return { name, setUp, request: get('/'), ...extras }
}
