import type { Application, Awaitable, HttpRequest, HttpResponse, Middleware } from '@tsgi/spec'
import { openCall } from './call.ts'
import type { Call } from './call.ts'
import { callingChecks } from './calling.ts'
import { passRequest, passResponse } from './passage.ts'
import { createReporter, runChecks } from './reporter.ts'
import type { Reporter, ReporterOptions } from './reporter.ts'
import { requestChecks } from './request.ts'
import { responseChecks } from './response.ts'
import { show } from './show.ts'
import { difference, takeSnapshot } from './snapshot.ts'
import type { Snapshot } from './snapshot.ts'
import { closeBody } from './source.ts'
import { isThenable } from './thenable.ts'
import { checkThrown } from './thrown-error.ts'

/** Options of {@link validator}. */
export interface ValidatorOptions extends ReporterOptions {}

/**
 * Middleware that holds what passes through it against SPEC.md: the request and its exchange, the response,
 * and how both sides treat bodies, callbacks and services. The server is whoever calls it, the application
 * what it wraps.
 *
 * A broken MUST rule throws a {@link ValidationError} where it shows: out of the call, out of the iterator of
 * a body, out of a service of the exchange. What the application gets and what it returns is handed on as a
 * frozen copy. A synchronous application stays synchronous.
 * @throws TypeError when it is given an application in place of options
 */
export function validator(options: ValidatorOptions = {}): Middleware {
  if (typeof options !== 'object') {
    throw new TypeError(`validator() takes options, got ${show(options)}: write validator()(application)`)
  }
  const reporter = createReporter(options)
  return (next) => {
    if (typeof next !== 'function') {
      reporter.violate(
        callingChecks.application,
        `validator() was applied to ${show(next)}, expected an application`,
      )
    }
    return watchArity((...args) => validate(next, args, reporter), reporter)
  }
}

/** Reports and does not throw: the reader may be a debugger or a spy. */
function watchArity(application: Application, reporter: Reporter): Application {
  return Object.defineProperty(application, 'length', {
    get() {
      reporter.report(
        callingChecks.arity,
        'length of the application was read: every application takes one argument',
      )
      return 1
    },
  })
}

function validate(next: Application, args: [HttpRequest], reporter: Reporter): Awaitable<HttpResponse> {
  if (args.length !== 1) {
    reporter.violate(
      callingChecks.argument,
      `the application was called with ${Number(args.length)} arguments, expected the request alone: what else it needs goes into request.state`,
    )
  }
  const [request] = args
  runChecks(requestChecks, request, reporter)
  return callApplication(next, openCall(request, reporter))
}

/** Keeps a synchronous result synchronous (SPEC CALL-5). */
function callApplication(next: Application, call: Call): Awaitable<HttpResponse> {
  const before = snapshots(call.request)
  const handedOn = passRequest(call)
  const onError = (error: unknown): never => {
    call.isAnswered = true
    checkThrown(error, call)
    throw error
  }
  const onAnswer = (response: HttpResponse): HttpResponse => answer(response, before, call)

  let result: Awaitable<HttpResponse>
  try {
    result = next(handedOn)
  } catch (error) {
    return onError(error)
  }
  return isThenable(result) ? Promise.resolve(result).then(onAnswer, onError) : onAnswer(result)
}

function answer(response: HttpResponse, before: readonly Snapshot[], call: Call): HttpResponse {
  call.isAnswered = true
  try {
    checkUnchanged(before, call)
    runChecks(responseChecks, { request: call.request, response }, call.reporter)
  } catch (error) {
    closeBody((response as Partial<HttpResponse> | undefined)?.body ?? null)
    throw error
  }
  return passResponse(response, call)
}

/** The copies inside are frozen; this is about the original, which the server still holds. */
function checkUnchanged(before: readonly Snapshot[], { request, reporter }: Call): void {
  const now = snapshots(request)
  const changed = before.map((snapshot, index) => difference(snapshot, now[index] ?? snapshot)).find(Boolean)
  if (changed === undefined) return
  reporter.violate(
    callingChecks.request,
    `${changed} of the request was changed while the application was at work: derive a request with { ...request }`,
  )
}

function snapshots(request: HttpRequest): Snapshot[] {
  return [request, request.headers, request.state].map((object) => takeSnapshot(object))
}
