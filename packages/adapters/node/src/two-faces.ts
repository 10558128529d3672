/*
 * A response of Node that a middleware of TSGI stands in: what comes after the middleware writes to it, and so does the
 * middleware, with the answer that it has made of that. One object has two states then:
 *
 *   inside    what handlers see that come after: their head, their fields, the methods that they replace
 *   outside   what goes to the client, by the methods of those that came before
 *
 * Inside is the rule. Outside is a state only as long as a function that writes there runs, until all is written.
 */
import type { Response } from './internals.ts'
import { outgoingOf } from './outgoing.ts'

/** Members in which a message keeps its state, and methods that middleware replaces. */
const MEMBERS: readonly PropertyKey[] = [
  ...['_header', '_headerSent', '_contentLength', '_hasBody', '_trailer', 'chunkedEncoding', 'finished'],
  ...['outputSize', 'statusCode', 'statusMessage', 'sendDate', '_last', 'shouldKeepAlive'],
  ...['_removedConnection', '_removedContLen', '_removedTE', '_defaultKeepAlive'],
]
const METHODS: readonly PropertyKey[] = [
  ...['_storeHeader', '_send', '_writeRaw', '_flushOutput', '_implicitHeader'],
  ...['write', 'end', 'writeHead', 'flushHeaders', 'setHeader', 'appendHeader', 'removeHeader'],
]
const ABSENT = Symbol('absent')

type State = Map<PropertyKey, unknown>

/** The two states of one response. */
export class TwoFaces {
  readonly #res: Record<PropertyKey, unknown>
  readonly #keys: readonly PropertyKey[]
  #outside: State
  #isOutside = false

  /** From now on a response has its inner face: fields are there, but no method is replaced. */
  constructor(res: Response) {
    this.#res = res as unknown as Record<PropertyKey, unknown>
    const symbols = Object.getOwnPropertySymbols(res).filter(isOfState)
    this.#keys = [...MEMBERS, ...METHODS, ...symbols]
    this.#outside = this.#save()
    const outgoing = outgoingOf(res)
    if (outgoing !== undefined) outgoing.faces = this
    for (const method of METHODS) delete this.#res[method]
    // Chunks that Node has put together wait outside, of all faces that there are, and from Node 26 on it comes for them in
    // a tick of its own.
    const { uncork } = this.#res as { uncork: () => void }
    this.#res['uncork'] = () => this.outside(() => uncork.call(res))
    for (const symbol of symbols) if (isFields(symbol)) this.#moveFieldsInside(symbol)
  }

  /** Runs a function that writes to the client. */
  outside<T>(write: () => T): T {
    if (this.#isOutside) return write()
    const inside = this.#save()
    this.#isOutside = true
    this.#load(this.#outside)
    try {
      return write()
    } finally {
      this.#isOutside = false
      this.#outside = this.#save()
      this.#load(inside)
    }
  }

  /** All is written, on both sides: what the client got is what the response tells. */
  stayOutside(): void {
    if (this.#isOutside) return
    this.#isOutside = true
    this.#load(this.#outside)
  }

  /** All is written to the client, while somebody inside still writes. */
  outlives(): void {
    this.#res['_last'] = this.#outside.get('_last')
  }

  #moveFieldsInside(symbol: symbol): void {
    const fields = this.#outside.get(symbol) as Record<string, readonly unknown[]> | null
    this.#outside.set(symbol, null)
    if (fields === null) return
    const copy = Object.create(null) as Record<string, unknown>
    for (const name in fields) copy[name] = [...fields[name]!]
    this.#res[symbol] = copy
  }

  #save(): State {
    const res = this.#res
    return new Map(this.#keys.map((key) => [key, Object.hasOwn(res, key) ? res[key] : ABSENT]))
  }

  #load(state: State): void {
    for (const [key, value] of state) {
      if (value === ABSENT) delete this.#res[key]
      else this.#res[key] = value
    }
  }
}

function isFields({ description }: symbol): boolean {
  return description === 'kOutHeaders'
}

function isOfState({ description = '' }: symbol): boolean {
  return ['kOutHeaders', 'kNeedDrain', 'kBytesWritten', 'tsgi.outgoing'].includes(description)
}
