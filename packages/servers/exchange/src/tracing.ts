/*
 * Exchanges as a tracing channel of `node:diagnostics_channel`, for whoever measures them or follows them through other
 * systems. The events are those of any such channel, and come for each exchange in this order, once each:
 *
 *   start        the application is about to be called
 *   end          the call has returned: a response or a promise, or by throwing
 *   asyncStart   the application has answered, or failed
 *   error        only when something went wrong
 *   asyncEnd     the exchange is over, after the callbacks of `onFinish`
 *
 * Stores that are bound to `start` hold in all that the exchange does for the application, whoever makes it do so: when
 * a client leaves, callbacks run in the exchange's scope, not in that of the socket. The way in does not see them:
 * what it does next, such as reading another request, is no part of this one. Hence the two scopes below.
 */
import { AsyncResource } from 'node:async_hooks'
import { tracingChannel } from 'node:diagnostics_channel'
import type { TracingChannel } from 'node:diagnostics_channel'
import type { Application, Awaitable, HttpRequest, HttpResponse, Outcome } from '@tsgi/spec'
import { isThenable } from './thenable.ts'

/** What subscribers of the tracing channel `tsgi.exchange` get: one object for each exchange, filled as it goes on. */
export interface ExchangeMessage {
  /** The request as the way in made it. */
  readonly request: HttpRequest
  /** From `asyncStart` on: what the application returned, unless it failed. It was not checked. */
  response?: HttpResponse
  /** From `error` on: what went wrong; an `ExchangeAborted` when the client left. */
  error?: unknown
  /** At `error` and `asyncEnd`: how the exchange ended. */
  outcome?: Outcome
}

/** Asked once for each exchange: who subscribes later hears of later ones. */
export const exchangeChannel: TracingChannel<unknown, ExchangeMessage> = tracingChannel('tsgi.exchange')

/** Follows one exchange. */
export class ExchangeTrace {
  readonly #outside = new AsyncResource('tsgi.gateway')
  #message: ExchangeMessage | null = null
  #hasAnswered = false

  /** The application, followed. */
  application(application: Application): Application {
    return (request) => {
      let answer: Awaitable<HttpResponse>
      try {
        answer = application(request)
      } finally {
        exchangeChannel.end.publish(this.#message!)
      }
      if (!isThenable(answer)) return this.#answered(answer)
      return Promise.resolve(answer).then((response) => this.#answered(response))
    }
  }

  /** The transport, used in the scope it was made in. */
  transport<T extends object>(transport: T): T {
    return scoped(transport, this.#outside)
  }

  /**
   * Runs an exchange in a scope of its own.
   * @returns the exchange, to be used from outside
   */
  run<T extends { run(request: HttpRequest): void }>(exchange: T, request: HttpRequest): T {
    const message: ExchangeMessage = { request }
    this.#message = message
    // Registered first, called last.
    request.exchange.onFinish((outcome) => this.#finished(message, outcome))
    return exchangeChannel.start.runStores(message, () => {
      const inside = new AsyncResource('tsgi.exchange')
      exchange.run(request)
      return scoped(exchange, inside)
    })
  }

  #answered(response: HttpResponse): HttpResponse {
    this.#hasAnswered = true
    this.#message!.response = response
    exchangeChannel.asyncStart.publish(this.#message!)
    return response
  }

  #finished(message: ExchangeMessage, outcome: Outcome): void {
    if (!this.#hasAnswered) exchangeChannel.asyncStart.publish(message)
    message.outcome = outcome
    if (outcome.error !== null) {
      message.error = outcome.error
      exchangeChannel.error.publish(message)
    }
    exchangeChannel.asyncEnd.publish(message)
  }
}

/** An object whose methods run in a scope. */
function scoped<T extends object>(target: T, scope: AsyncResource): T {
  return new Proxy(target, {
    get(_, name) {
      const member: unknown = Reflect.get(target, name)
      if (typeof member !== 'function') return member
      return (...args: unknown[]): unknown =>
        scope.runInAsyncScope(member as (...args: unknown[]) => unknown, target, ...args)
    },
  })
}
