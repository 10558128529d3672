import type { Exchange, HttpRequest } from '@tsgi/spec'
import type { Reporter } from './reporter.ts'

/** One call of the application: what those who watch it share. */
export interface Call {
  /** The request as the server gave it. */
  readonly request: HttpRequest
  readonly reporter: Reporter
  /** The call of the nearest validator further out for the same exchange. */
  readonly outer: Call | undefined
  /** Whether the application has returned its response. */
  isAnswered: boolean
  /** What the nearest validator further in let pass last. */
  passedInside: Passed | undefined
  /** Chunks that were pulled from a body further in since one came out here. */
  pulledInside: number
}

/** What two validators compare to see whether middleware between them changed a body. */
export interface Passed {
  readonly status: number
  readonly etag: unknown
  readonly content: Content
}

/** Content that passes: how much so far, and whether that is all. */
export interface Content {
  bytes: number
  isComplete: boolean
}

/** Calls by the exchange that was handed inwards. */
const calls = new WeakMap<object, Call>()

/** Begins a call; `exchange` makes the one that the application gets. */
export function openCall(request: HttpRequest, reporter: Reporter): Call {
  return {
    request,
    reporter,
    outer: findCall(request.exchange),
    isAnswered: false,
    passedInside: undefined,
    pulledInside: 0,
  }
}

/** Lets validators further in find the call. */
export function rememberCall(exchange: Exchange, call: Call): void {
  calls.set(exchange, call)
}

/** Whether middleware further out, as far as validators see it, has yet to return. */
export function isStackAtWork(call: Call): boolean {
  for (let outer = call.outer; outer; outer = outer.outer) if (!outer.isAnswered) return true
  return false
}

/** An exchange is derived by prototype (SPEC EXCH-1), so the calls further out are on its prototype chain. */
function findCall(exchange: Exchange): Call | undefined {
  for (let link: object | null = exchange; link; link = Object.getPrototypeOf(link) as object | null) {
    const call = calls.get(link)
    if (call) return call
  }
  return undefined
}
