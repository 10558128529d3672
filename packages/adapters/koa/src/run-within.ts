import type { ServerResponse } from 'node:http'
import { andThen } from '@tsgi/message'
import { toNode } from '@tsgi/node'
import type { Awaitable, HttpRequest, HttpResponse } from '@tsgi/spec'
import type { Context, Next } from 'koa'
import { ContextResponse } from './context-response.ts'
import { requestWithin } from './request-within.ts'
import { SentContent } from './sent-content.ts'

/**
 * Answers within Koa; `null`: the context has its answer already.
 * @param next what comes after the middleware
 */
export type Answering = (request: HttpRequest, next: Next) => Awaitable<HttpResponse | null>

/**
 * Runs an exchange whose response becomes the answer of a context. Errors of the application are thrown into Koa; those
 * of a body that is being sent go to the application's error event. Where Koa answers otherwise, the exchange lasts as long as
 * that takes.
 */
export function runWithin(ctx: Context, next: Next, answering: Answering): Promise<void> {
  return new Promise((resolve, reject) => {
    const response = new ContextResponse(ctx, { resolve, reject })
    let sent: SentContent | null = null
    /** What Koa's own middleware has thrown, through what is wrapped around it. */
    const thrownByKoa: unknown[] = []
    const watchedNext: Next = async () => {
      sent ??= new SentContent(ctx.res)
      try {
        return (await next()) as unknown
      } catch (error) {
        thrownByKoa.push(error)
        throw error
      }
    }
    const passOver = (): Promise<HttpResponse> => {
      response.passOver()
      return passedOver(ctx, sent ?? new SentContent(ctx.res))
    }
    const fail = (error: unknown): Promise<HttpResponse> => {
      // What nobody on its way has answered is answered by Koa, as always.
      if (thrownByKoa.includes(error)) {
        reject(error)
        return passOver()
      }
      response.thrown(error)
      throw error
    }
    const listener = toNode(
      (request) => {
        const within = requestWithin(request, { ctx, next: watchedNext })
        const answered = attempt(() => answering(within, watchedNext), fail)
        return andThen(answered, (answer) => answer ?? passOver())
      },
      { onError: (error) => response.report(error) },
    )
    listener(ctx.req, response as unknown as ServerResponse)
  })
}

/** What is synchronous stays so: a stream of Node that fails at once is looked at before it says so. */
function attempt<A>(call: () => Awaitable<A>, fail: (error: unknown) => Promise<A>): Awaitable<A> {
  try {
    const value = call()
    return value instanceof Promise ? value.catch(fail) : value
  } catch (error) {
    return fail(error)
  }
}

/** Goes nowhere, but is what the exchange is told that the client gets: what it is shows when Koa sends it. */
async function passedOver({ res }: Context, sent: SentContent): Promise<HttpResponse> {
  await sent.begun
  const { statusCode } = res
  return { status: statusCode >= 200 && statusCode <= 599 ? statusCode : 500, headers: {}, body: sent }
}
