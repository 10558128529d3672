import { notFound } from '@tsgi/message'
import { fromNodeMiddleware } from '@tsgi/node'
import type { NodeMiddleware, NodeNext } from '@tsgi/node'
import type { Application, Awaitable, HttpRequest, HttpResponse, Middleware } from '@tsgi/spec'
import type { ErrorRequestHandler, Request, Response } from 'express'
import { prepare } from './prepare.ts'

/** Makes a middleware whose errors, and those of what it wraps, handlers of Express answer. */
export function withErrorHandlers(
  middleware: NodeMiddleware,
  handlers: readonly ErrorRequestHandler[],
): Middleware {
  return (application) => (request) => {
    let handle: (error: unknown, done: NodeNext) => void
    const outer: NodeMiddleware = (req, res, next) => {
      handle = (error, done) => handleError(handlers, error, req as Request, res as Response, done)
      middleware(req, res, (error) => (error ? handle(error, next) : next()))
    }
    const inner: Application = (derived) => attempt(application, derived, (error) => answered(handle, error))
    return fromNodeMiddleware(outer, { prepare })(inner)(request)
  }
}

/** Calls an application. @param recover called when it throws or rejects */
function attempt(
  application: Application,
  request: HttpRequest,
  recover: (error: unknown) => Promise<HttpResponse>,
): Awaitable<HttpResponse> {
  try {
    const answer = application(request)
    return answer instanceof Promise ? answer.catch(recover) : answer
  } catch (error) {
    return recover(error)
  }
}

/** @returns what comes when no handler answers; where one does, which it writes itself, it never settles */
function answered(handle: (error: unknown, done: NodeNext) => void, error: unknown): Promise<HttpResponse> {
  return new Promise((resolve, reject) => {
    handle(error, (left) => (left ? reject(left) : resolve(notFound())))
  })
}

/**
 * Calls one handler after the other, as a router of Express does.
 * @param done called when none has answered: with the error that is left, or with nothing when there is none any more
 */
function handleError(
  [handler, ...others]: readonly ErrorRequestHandler[],
  error: unknown,
  req: Request,
  res: Response,
  done: NodeNext,
): void {
  if (handler === undefined) return done(error)
  const next = (left?: unknown): void => (left ? handleError(others, left, req, res, done) : done())
  const failed = (reason: unknown): void => next(reason ?? new Error('Rejected promise'))
  try {
    const returned: unknown = handler(error, req, res, next)
    if (returned instanceof Promise) returned.catch(failed)
  } catch (reason) {
    next(reason)
  }
}
