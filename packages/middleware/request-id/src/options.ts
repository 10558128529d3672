import { randomUUID } from 'node:crypto'
import type { HttpRequest } from '@tsgi/spec'
import { trustedPeers } from '@tsgi/trusted-peers'

/** Whose ids are taken, where they stand, and how new ones are made. */
export interface RequestIdOptions {
  /**
   * Peers whose ids are taken: addresses, networks, `'unix'` or `'everyone'`, as `trustedPeers` of @tsgi/trusted-peers has
   * them, or a function that says `true` of a request. Default `[]`, nobody.
   */
  trust?: readonly string[] | ((request: HttpRequest) => boolean)
  /** Field that has the id, in requests and answers, in lower case. Default `'x-request-id'`. */
  header?: string
  /**
   * Whether the trace-id of a valid `traceparent` of a trusted peer is the id, before all others. One that is not taken goes,
   * and `tracestate` with it, so that tracing further in starts a trace of its own. Default `false`: neither read nor changed.
   */
  traceparent?: boolean
  /** Most characters of an id that is taken. Default 128. */
  maxLength?: number
  /** Makes a new id, of letters, digits and `-._~+/=:@;`, `maxLength` of them at most. Default `crypto.randomUUID`. */
  generate?: (request: HttpRequest) => string
  /** Whether answers tell the id. Default `true`. */
  echo?: boolean
  /**
   * Whether `currentRequestId()` knows the id anywhere below, which makes promises dearer on Node before 24. Default `false`.
   */
  context?: boolean
}

const NAMES: ReadonlySet<string> = new Set<keyof RequestIdOptions>([
  ...(['trust', 'header', 'traceparent', 'maxLength', 'generate', 'echo', 'context'] as const),
])

/** Options, checked, with all defaults filled in. */
export interface ResolvedOptions extends Required<Omit<RequestIdOptions, 'trust'>> {
  readonly isTrusted: (request: HttpRequest) => boolean
}

/** What common forms of ids are made of, and nothing that could end a line, a value in quotes, or text of a page. */
const ID = /^[\w.~+/=:@;-]+$/

/** A field name in lower case. */
const FIELD_NAME = /^[a-z\d!#$%&'*+.^_`|~-]+$/

/** Whether a text can be an id. */
export function isRequestId(text: string, maxLength: number): boolean {
  return text.length <= maxLength && ID.test(text)
}

/**
 * Checks options once.
 * @throws TypeError that names the option, what came and what was expected
 */
export function resolveOptions(options: RequestIdOptions): ResolvedOptions {
  const unknown = Object.keys(options).find((name) => !NAMES.has(name))
  if (unknown !== undefined) throw new TypeError(`Unknown option '${unknown}' of requestId()`)
  const { header = 'x-request-id', maxLength = 128 } = options
  if (typeof header !== 'string' || !FIELD_NAME.test(header)) {
    throw new TypeError(`header is a field name in lower case, got '${header}'`)
  }
  if (!Number.isSafeInteger(maxLength) || maxLength < 1) {
    throw new TypeError(`maxLength is a whole number from 1, got ${String(maxLength)}`)
  }
  return {
    header,
    maxLength,
    isTrusted: trustOf(options.trust ?? []),
    generate: generatorOf(options.generate, maxLength),
    traceparent: flag('traceparent', options.traceparent, false),
    echo: flag('echo', options.echo, true),
    context: flag('context', options.context, false),
  }
}

function trustOf(trust: NonNullable<RequestIdOptions['trust']>): ResolvedOptions['isTrusted'] {
  // One that answers by a promise has not said yes.
  if (typeof trust === 'function') return (request) => (trust(request) as unknown) === true
  const isTrusted = trustedPeers(trust)
  return ({ remote }) => isTrusted(remote === null ? null : remote.address)
}

/** Ids of a generator of the application's may be made of what a client sent: they are checked like those. */
function generatorOf(generate: RequestIdOptions['generate'], maxLength: number): ResolvedOptions['generate'] {
  if (generate === undefined) return () => randomUUID()
  if (typeof generate !== 'function') throw new TypeError(`generate is a function, got ${typeof generate}`)
  return (request) => {
    const id: unknown = generate(request)
    if (typeof id === 'string' && isRequestId(id, maxLength)) return id
    throw new TypeError(
      `generate() gives 1 to ${maxLength} letters, digits and -._~+/=:@; got ${JSON.stringify(id)}`,
    )
  }
}

function flag(name: string, value: boolean | undefined, usual: boolean): boolean {
  if (value === undefined) return usual
  if (typeof value === 'boolean') return value
  throw new TypeError(`${name} is true or false, got '${String(value)}'`)
}
