import { Buffer } from 'node:buffer'
import type { HttpRequest, HttpResponse, ResponseHeaders } from '@tsgi/spec'
import { COMMENT, EventStream } from './event-stream.ts'
import type { EventIterable } from './event-stream.ts'
import { formatEvent } from './format.ts'

/** What a source learns of the client. */
export interface Subscription {
  /** `id` of the last event that the client got before it lost its connection; `undefined` when it comes for the first time. */
  readonly lastEventId: string | undefined
  /** Aborts when the client has left: hand it on to whatever waits. */
  readonly signal: AbortSignal
}

/** Where events come from: an iterable of events, where a string is an event with that data, or a function that opens one. */
export type EventSource = EventIterable | ((subscription: Subscription) => EventIterable)

/** How events are sent. */
export interface EventsOptions {
  /** Milliseconds of silence after which a comment is sent, so that nobody on the way drops the connection; 0: none. Default 15 000. */
  heartbeatMs?: number
  /** Milliseconds after which a client that lost its connection comes back. Default: the client's, mostly 3000. */
  retryMs?: number
  /** Fields of the answer, in addition to the usual ones or instead of them. Default none. */
  headers?: ResponseHeaders
}

const FIELDS: ResponseHeaders = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-store',
  // nginx would collect events in its buffer otherwise.
  'x-accel-buffering': 'no',
}

const NAMES: ReadonlySet<string> = new Set<keyof EventsOptions>(['heartbeatMs', 'retryMs', 'headers'])
const LONGEST_MS = 2 ** 31 - 1

/**
 * An answer with server-sent events, for `EventSource` in browsers.
 *
 * ```ts
 * return events(request, async function* ({ lastEventId, signal }) {
 *   for await (const price of prices.since(Number(lastEventId ?? 0), signal)) {
 *     yield { event: 'price', id: String(price.number), data: price }
 *   }
 * })
 * ```
 *
 * One event is taken from the source when the one before has been passed on. When the client leaves, the signal aborts and the
 * source is closed; when the source ends, the client comes back: answer 204 to tell it not to.
 * @param source opened when the answer is sent, so never for HEAD; what it throws cuts the answer, and clients come back
 * @throws TypeError for wrong options; iterating the body throws a TypeError for an event that cannot be written
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export function events(request: HttpRequest, source: EventSource, options: EventsOptions = {}): HttpResponse {
  const { heartbeatMs, retryMs, headers } = resolveOptions(options)
  const { signal } = request.exchange
  const open = (): EventIterable =>
    typeof source === 'function' ? source({ lastEventId: lastEventIdOf(request), signal }) : source
  const preface = retryMs === undefined ? COMMENT : formatEvent({ retryMs })
  return {
    status: 200,
    headers: { ...FIELDS, ...headers },
    body: new EventStream({ open, signal, heartbeatMs, preface }),
  }
}

/** Clients send the id in UTF-8, and fields have a character for each octet (SPEC HEAD-1). */
function lastEventIdOf({ headers }: HttpRequest): string | undefined {
  const value = headers['last-event-id']
  return value === undefined ? undefined : Buffer.from(value, 'latin1').toString()
}

function resolveOptions(options: EventsOptions): EventsOptions & { heartbeatMs: number } {
  const unknown = Object.keys(options).find((name) => !NAMES.has(name))
  if (unknown !== undefined) throw new TypeError(`Unknown option '${unknown}' of events()`)
  const { heartbeatMs = 15_000 } = options
  if (!(Number.isSafeInteger(heartbeatMs) && heartbeatMs >= 0 && heartbeatMs <= LONGEST_MS)) {
    throw new TypeError(
      `heartbeatMs is a whole number of milliseconds from 0 to ${LONGEST_MS}, got ${String(heartbeatMs)}`,
    )
  }
  return { ...options, heartbeatMs }
}
