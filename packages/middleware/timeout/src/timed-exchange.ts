/*
 * An exchange as an application sees it that has so much time: its signal aborts as well when the time is over.
 *
 * Deriving it with `Object.create` would make a prototype of the exchange, which V8 then treats as such: 6 µs for each request
 * on Node 20, 11 µs on Node 24. A proxy costs 0.05 µs and behaves the same: what it does not have itself is the exchange's,
 * which it calls its prototype (SPEC EXCH-1). The exchange is not its target, because what a target has fixed no proxy may tell
 * otherwise.
 */
import type { Exchange } from '@tsgi/spec'
import type { TimeoutError } from './timeout-error.ts'

/** The time of one exchange; what others write to the derived exchange becomes its own members. */
export class TimedExchange {
  readonly #outside: Exchange
  #controller: AbortController | null = null
  #reason: TimeoutError | null = null

  constructor(outside: Exchange) {
    this.#outside = outside
  }

  /** The exchange for the application. */
  derive(): Exchange {
    return new Proxy<object>(this, DERIVED) as Exchange
  }

  /** The time is over. */
  abort(reason: TimeoutError): void {
    this.#reason = reason
    this.#controller?.abort(reason)
  }

  /** Made when it is asked for first. Not by `AbortSignal.any`, which costs eight times as much, and has leaked. */
  static signalOf(timed: TimedExchange): AbortSignal {
    if (timed.#controller !== null) return timed.#controller.signal
    const controller = new AbortController()
    timed.#controller = controller
    if (timed.#reason === null) follow(timed.#outside.signal, controller)
    else controller.abort(timed.#reason)
    return controller.signal
  }

  /** The exchange that it was derived from. */
  static outsideOf(timed: TimedExchange): Exchange {
    return timed.#outside
  }
}

const DERIVED: ProxyHandler<TimedExchange> = {
  get(timed, key) {
    if (key === 'signal') return TimedExchange.signalOf(timed)
    return Object.hasOwn(timed, key)
      ? Reflect.get(timed, key)
      : Reflect.get(TimedExchange.outsideOf(timed), key)
  },
  has: (timed, key) => Object.hasOwn(timed, key) || key in TimedExchange.outsideOf(timed),
  getPrototypeOf: (timed) => TimedExchange.outsideOf(timed),
  // By its own signal, bridges to other frameworks know that it tells more than the connection does.
  getOwnPropertyDescriptor: (timed, key) =>
    key === 'signal'
      ? { get: () => TimedExchange.signalOf(timed), enumerable: true, configurable: true }
      : Reflect.getOwnPropertyDescriptor(timed, key),
}

/** Both live as long as their exchange. */
function follow(outside: AbortSignal, controller: AbortController): void {
  if (outside.aborted) controller.abort(outside.reason)
  else outside.addEventListener('abort', () => controller.abort(outside.reason), { once: true })
}
