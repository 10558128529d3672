/*
 * One line for each exchange, when it is over: `onFinish` tells of all ends, and once. What the line needs besides is
 * watched on the way, and only that: with `combined` requests and responses pass through untouched.
 *
 *   access-log      when a line is written, and whether           watch-body        what bodies tell on their way
 *   note-route      what routers tell
 *   record          what is known then                            tokens, apache-directives   facts of it, by name
 *   redaction, escape   what must not get out as it is            format, named-formats, json   lines of facts
 *   output, sink/   from lines to files, streams, functions and loggers
 */
import { andThen } from '@tsgi/message'
import type { Exchange, HttpRequest, Middleware } from '@tsgi/spec'
import { resolveOptions } from './options.ts'
import type { AccessLogOptions, ResolvedOptions } from './options.ts'
import { createOutput } from './output.ts'
import { noteRoute } from './note-route.ts'
import { CLIENT_CLOSED_REQUEST, Entry } from './record.ts'
import type { AccessRecord } from './record.ts'
import { countContent, noteResponse, watchResponse } from './watch-body.ts'

/** Middleware that writes lines, and what can be done with the place they go to. */
export interface AccessLog extends Middleware {
  /** Resolves when the lines so far were written, or when the sink has been stuck for two seconds. */
  readonly flush: () => Promise<void>
  /**
   * Opens the file again by its path, which is what rotation asks for; without a file it is a flush. When opening fails it
   * rejects, and the old file stays in use.
   */
  readonly reopen: () => Promise<void>
  /** Writes what waits and closes the file; a stream stays open. Lines of later requests are dropped and counted. */
  readonly close: () => Promise<void>
  /** Counts the lines that were dropped because the sink did not take them. */
  readonly dropped: () => number
}

/**
 * Middleware that writes a line for each request, when it is over. It belongs outermost; only what decides who the client is
 * goes before it.
 *
 * ```ts
 * const log = accessLog({ format: 'combined', sink: '/var/log/app/access.log' })
 * process.on('SIGHUP', () => void log.reopen())
 * export default log(app)
 * ```
 * @throws TypeError for options that are wrong or unknown, formats included; what opening a file throws
 */
export function accessLog(options: AccessLogOptions = {}): AccessLog {
  const resolved = resolveOptions(options)
  const { log, needs, ...control } = createOutput(resolved)
  const counts = needs.has('content')
  const routes = needs.has('route')
  const watch = needs.has('firstByte') ? watchResponse : needs.has('response') ? noteResponse : undefined
  /** Exchanges under way. One may come by again, in a layer further in or another branch of a cascade: still one line. */
  const entries = new Map<Exchange, Entry>()

  function begin(request: HttpRequest): Entry {
    const { exchange } = request
    const entry = new Entry(request)
    entries.set(exchange, entry)
    exchange.onFinish((outcome) => {
      entries.delete(exchange)
      entry.finish(outcome)
      if (isWanted(entry, resolved)) log(entry)
    })
    return entry
  }

  function watched(request: HttpRequest, entry: Entry): HttpRequest {
    const counted = counts ? countContent(request, entry) : request
    return routes ? noteRoute(counted, entry) : counted
  }

  const middleware: Middleware = (next) => (request) => {
    const known = entries.get(request.exchange)
    const entry = known ?? begin(request)
    const passed = known === undefined ? watched(request, entry) : request
    if (watch === undefined) return next(passed)
    return andThen(next(passed), (response) => watch(response, entry))
  }
  return Object.assign(middleware, control)
}

function isWanted({ request, outcome }: AccessRecord, { skip, sample }: ResolvedOptions): boolean {
  const hasFailed = outcome.aborted || (outcome.status ?? CLIENT_CLOSED_REQUEST) >= 400
  return (sample === 1 || hasFailed || Math.random() < sample) && !skip(request, outcome)
}
