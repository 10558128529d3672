import type { Context } from 'koa'

/** Does something else than Koa with an error that is about to be thrown, when no middleware further out catches it. */
export function whenUncaught(ctx: Context, thrown: unknown, act: (error: Error) => void): void {
  const onerror = ctx.onerror.bind(ctx)
  let isUncaught = false
  ctx.onerror = (error) => {
    if (error !== thrown) return onerror(error)
    // Koa calls this again when a response broke off, and when it is over.
    if (isUncaught || ctx.headerSent) return undefined
    isUncaught = true
    return act(error)
  }
}

/** Tells the application's `error` event, as Koa does. A listener that throws must not end the process. */
export function tellError(ctx: Context, error: unknown): void {
  try {
    ctx.app.emit(
      'error',
      error instanceof Error ? error : new Error('Something was thrown that is no error'),
      ctx,
    )
  } catch {
    // Nobody is left to tell.
  }
}

/** Answers with a status and nothing else (SPEC ERR-1, ERR-3). */
export function answerBare({ res }: Context, status: number): void {
  for (const name of res.getHeaderNames()) res.removeHeader(name)
  res.statusCode = status
  res.statusMessage = ''
  res.setHeader('content-length', 0)
  res.end()
}
