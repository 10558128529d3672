import type { ServerResponse } from 'node:http'
import { andThen } from '@tsgi/message'
import { toNode } from '@tsgi/node'
import type { Awaitable, HttpRequest, HttpResponse } from '@tsgi/spec'
import type { Context, Next } from 'koa'
import { ContextResponse } from './context-response.ts'
import { requestWithin } from './request-within.ts'

/** Answers within Koa; `null`: the context has its answer already. */
export type Answering = (request: HttpRequest) => Awaitable<HttpResponse | null>

/**
 * Runs an exchange whose response becomes the answer of a context. Errors of the application are thrown into Koa; those
 * of a body that is being sent go to the application's error event.
 */
export function runWithin(ctx: Context, next: Next, answering: Answering): Promise<void> {
  return new Promise((resolve, reject) => {
    const response = new ContextResponse(ctx, { resolve, reject })
    const passOver = (): HttpResponse => {
      response.passOver()
      return passedOver(ctx)
    }
    const fail = (error: unknown): HttpResponse => {
      if (error instanceof ThrownByKoa) {
        reject(error.thrown)
        return passOver()
      }
      response.thrown(error)
      throw error
    }
    const listener = toNode(
      (request) => {
        const answered = attempt(() => answering(requestWithin(request, { ctx, next })), fail)
        return andThen(answered, (answer) => answer ?? passOver())
      },
      { onError: (error) => response.report(error) },
    )
    listener(ctx.req, response as unknown as ServerResponse)
  })
}

/** What is synchronous stays so: a stream of Node that fails at once is looked at before it says so. */
function attempt<A>(call: () => Awaitable<A>, fail: (error: unknown) => A): Awaitable<A> {
  try {
    const value = call()
    return value instanceof Promise ? value.catch(fail) : value
  } catch (error) {
    return fail(error)
  }
}

/** Calls the next middleware of Koa. What it throws is answered by Koa, as always. */
export async function goOn(next: Next): Promise<void> {
  try {
    await next()
  } catch (error) {
    throw new ThrownByKoa(error)
  }
}

class ThrownByKoa extends Error {
  readonly thrown: unknown

  constructor(thrown: unknown) {
    super('Koa middleware has thrown')
    this.thrown = thrown
  }
}

/** Goes nowhere, but is what the exchange is told that the client gets. */
function passedOver({ status }: Context): HttpResponse {
  return { status: status >= 200 && status <= 599 ? status : 500, headers: {}, body: null }
}
