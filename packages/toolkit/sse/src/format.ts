/** An event. All members are optional; one without `data` is not dispatched, but its `id` and `retryMs` count. */
export interface ServerEvent {
  /** What it is called in the browser: `addEventListener('price', …)`. Default: `message`. */
  readonly event?: string
  /** What it says: text as it is, in any number of lines; everything else as JSON. */
  readonly data?: unknown
  /** Where to go on: a client that comes back sends the last one it got as `last-event-id`. `''` forgets it. */
  readonly id?: string
  /** Milliseconds after which a client that lost its connection is to come back. */
  readonly retryMs?: number
  /** Lines for whoever reads the stream; clients pass over them. */
  readonly comment?: string
}

const LINE_ENDS = /\r\n|\r|\n/
/** What has no UTF-8 (SPEC BODY-11): `\p{Surrogate}` matches only a half that stands alone. */
const HALF_PAIRS = /\p{Surrogate}/gu
const MEMBERS: ReadonlySet<string> = new Set<keyof ServerEvent>(['event', 'data', 'id', 'retryMs', 'comment'])

/**
 * Writes an event in the format of `text/event-stream`. Whatever its members hold, they make one event.
 * @throws TypeError for a line end in `event` or `id`, NUL in `id`, a `retryMs` that is no whole number, data without JSON,
 *   unknown members
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
 */
export function formatEvent(event: ServerEvent): string {
  expectMembers(event)
  const { data, id, retryMs, comment } = event
  let text = ''
  if (comment !== undefined) text += lines('', comment)
  if (event.event !== undefined) text += `event: ${oneLine('event', event.event)}\n`
  if (id !== undefined) text += `id: ${readId(id)}\n`
  if (retryMs !== undefined) text += `retry: ${readRetry(retryMs)}\n`
  if (data !== undefined) text += lines('data', typeof data === 'string' ? data : jsonOf(data))
  return `${text}\n`.replaceAll(HALF_PAIRS, '\u{fffd}')
}

/** A line for each line: clients know three kinds of line ends, and so must who splits. */
function lines(field: string, value: string): string {
  if (typeof value !== 'string') throw new TypeError(`comment is a string, got ${typeof value}`)
  let text = ''
  for (const line of value.split(LINE_ENDS)) text += `${field}: ${line}\n`
  return text
}

function oneLine(member: string, value: string): string {
  if (typeof value === 'string' && !LINE_ENDS.test(value)) return value
  throw new TypeError(`The ${member} of an event is a string in one line`)
}

/** Clients ignore an id with NUL. */
function readId(id: string): string {
  if (!oneLine('id', id).includes('\0')) return id
  throw new TypeError('The id of an event has no NUL')
}

function readRetry(retryMs: number): number {
  if (Number.isSafeInteger(retryMs) && retryMs >= 0) return retryMs
  throw new TypeError(`retryMs is a whole number of milliseconds from 0, got ${String(retryMs)}`)
}

function jsonOf(data: unknown): string {
  const json: string | undefined = JSON.stringify(data)
  if (json === undefined) throw new TypeError(`There is no JSON for the data of an event: ${typeof data}`)
  return json
}

function expectMembers(event: ServerEvent): void {
  for (const name in event) if (!MEMBERS.has(name)) throw new TypeError(`Events have no '${name}'`)
}
