import type { IncomingMessage, ServerResponse } from 'node:http'
import type Koa from 'koa'
import type { Context } from 'koa'

/** What is different in an application that is bridged. */
export interface ListenerChanges {
  /** Middleware instead of the application's own. */
  readonly middleware?: readonly Koa.Middleware[]
  /** Called with each new context. */
  readonly prepare: (ctx: Context) => void
}

/** A listener of requests; what it returns is a promise that settles when Koa has answered. */
export type KoaListener = (req: IncomingMessage, res: ServerResponse) => unknown

/**
 * What `app.callback()` gives, with changes that the application does not see: others may serve it at the same time.
 */
export function koaListener(app: Koa, { middleware, prepare }: ListenerChanges): KoaListener {
  // As `callback` does, but here, since the derived object must not have listeners of its own.
  if (app.listenerCount('error') === 0) app.on('error', (error: Error) => app.onerror(error))
  const derived = Object.create(app, {
    middleware: { value: middleware ?? app.middleware },
    createContext: {
      value: (req: IncomingMessage, res: ServerResponse) => {
        const ctx = app.createContext(req, res)
        prepare(ctx)
        return ctx
      },
    },
  }) as Koa
  return derived.callback()
}
