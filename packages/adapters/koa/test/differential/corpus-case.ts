import type Koa from 'koa'
import { get } from './requests.ts'

/** Tells something besides the answer that has to be the same everywhere: an event, an error, a clean-up. */
export type Note = (text: string) => void

/** The class of either version. */
export type KoaClass = typeof Koa

/** One application and one request. */
export interface CorpusCase {
  readonly name: string
  /** Adds to a fresh application. */
  readonly setUp: (app: Koa, note: Note) => void
  /** What is sent, octet by octet as latin-1; the last request says `connection: close`. */
  readonly request: string
  /** What `setUp` notes, in order. Default: nothing. */
  readonly notes?: readonly string[]
  /** The client leaves as soon as it has received this; `''`: once the request was sent. */
  readonly leavesAt?: string
  /** Versions of Koa that have this. Default: all. */
  readonly koa?: 2 | 3
  /** Options of a whole application, for what can only be given there. */
  readonly options?: ConstructorParameters<typeof Koa>[0]
}

type Extras = Partial<Omit<CorpusCase, 'name' | 'setUp'>>

/** A case of one middleware that answers. */
export function answers(name: string, middleware: Koa.Middleware, extras: Extras = {}): CorpusCase {
  return { name, setUp: (app) => void app.use(middleware), request: get('/'), ...extras }
}

/** A case of a whole application. */
export function application(name: string, setUp: CorpusCase['setUp'], extras: Extras = {}): CorpusCase {
  return { name, setUp, request: get('/'), ...extras }
}
