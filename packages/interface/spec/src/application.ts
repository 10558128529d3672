import type { HttpRequest } from './request.ts'
import type { HttpResponse } from './response.ts'
import type { ServerInfo } from './exchange.ts'

/** A value, or a promise of it. Whoever calls must accept both. */
export type Awaitable<T> = T | Promise<T>

/**
 * Answers requests: the gateway callable (SPEC CALL-1).
 *
 * Called once per request, concurrently, with exactly one argument. Throwing and rejecting mean the same.
 */
export type Application = (request: HttpRequest) => Awaitable<HttpResponse>

/** Wraps an application into another one; all wiring happens here, nothing per request (SPEC CALL-4). */
export type Middleware = (next: Application) => Application

/** An application with something to set up before the first request and to tear down after the last (SPEC LIFE-1). */
export interface Service {
  /** The application to serve. */
  readonly app: Application
  /** Runs once before listening; when it throws, the server does not start. */
  start?(server: ServerInfo): Awaitable<void>
  /** Runs once after the last exchange has finished. */
  stop?(): Awaitable<void>
}
