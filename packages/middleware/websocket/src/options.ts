import { isToken } from '@tsgi/fields/token'
import type { HttpRequest } from '@tsgi/spec'
import type { HandshakeRules } from './handshake.ts'
import { isOrigin, isSameOrigin } from './origin.ts'
import type { SocketLimits } from './socket.ts'

/** Decides whether a page of that origin may connect; `undefined`: the client told none, so it is no browser. */
export type OriginRule = (origin: string | undefined, request: HttpRequest) => boolean

/** Chooses one of the subprotocols that a client offers, in its order; `undefined`: none of them. */
export type ProtocolRule = (offered: readonly string[], request: HttpRequest) => string | undefined

/** Whom to let in, what to agree on, what to allow. */
export interface WebSocketOptions {
  /**
   * Origins whose pages may connect, as browsers write them: `['https://example.com']`; `'*'`: all; or a function.
   * Clients that tell no origin are no browsers and let in, but a function decides about them too. Default: the origin
   * that the request itself goes to.
   */
  origins?: readonly string[] | '*' | OriginRule
  /**
   * Subprotocols, best first: the first that the client offers is chosen; or a function. When none is, the socket opens
   * without one, and a browser that asked for some closes it. Default none.
   */
  protocols?: readonly string[] | ProtocolRule
  /** Bytes of a message, after inflation; beyond: closed with 1009. Default 1048576. */
  maxMessageBytes?: number
  /** Fragments of a message; beyond: closed with 1008. Default 1024. */
  maxFragments?: number
  /**
   * Milliseconds between pings; a peer from which nothing came since the last is dropped. 0: no pings. Default 30000.
   */
  pingIntervalMs?: number
  /** Milliseconds that a peer may take to answer a close; then it is dropped. Default 5000. */
  closeTimeoutMs?: number
  /**
   * Whether to compress messages of 1 KiB or more for clients that can (permessage-deflate). It costs time and memory for
   * each message, and its length tells about secrets where strangers can put text beside them. Default false.
   */
  compress?: boolean
}

/** Options, checked, with all defaults filled in. */
export interface ResolvedOptions {
  readonly rules: HandshakeRules
  readonly limits: SocketLimits
  readonly pingIntervalMs: number
}

/** `ws` takes limits modulo 2^32 and reads what is negative then as none; a timer with more goes off at once. */
const MAX_NUMBER = 2_147_483_647

const NUMBERS = {
  maxMessageBytes: { least: 1, usual: 1_048_576 },
  maxFragments: { least: 1, usual: 1024 },
  pingIntervalMs: { least: 0, usual: 30_000 },
  closeTimeoutMs: { least: 0, usual: 5000 },
}

const NAMES = new Set([...Object.keys(NUMBERS), 'origins', 'protocols', 'compress'])

/**
 * Checks options once.
 * @throws TypeError that names the option and what was expected
 */
export function resolveOptions(options: WebSocketOptions): ResolvedOptions {
  const unknown = Object.keys(options).find((name) => !NAMES.has(name))
  if (unknown !== undefined) throw new TypeError(`Unknown option '${unknown}' of websocket()`)
  const { compress = false } = options
  if (typeof compress !== 'boolean') throw new TypeError('compress is true or false')
  return {
    rules: {
      allowsOrigin: originRule(options.origins),
      chooseProtocol: protocolRule(options.protocols),
      compress,
    },
    limits: {
      maxMessageBytes: checkedNumber('maxMessageBytes', options.maxMessageBytes),
      maxFragments: checkedNumber('maxFragments', options.maxFragments),
      closeTimeoutMs: checkedNumber('closeTimeoutMs', options.closeTimeoutMs),
    },
    pingIntervalMs: checkedNumber('pingIntervalMs', options.pingIntervalMs),
  }
}

function originRule(origins: WebSocketOptions['origins']): OriginRule {
  if (origins === undefined) return isSameOrigin
  if (origins === '*') return () => true
  if (typeof origins === 'function') return origins
  const allowed = checkedList(
    'origins',
    origins,
    isOrigin,
    "'*', a function or origins: 'https://example.com'",
  )
  return (origin) => origin === undefined || allowed.includes(origin)
}

function protocolRule(protocols: WebSocketOptions['protocols'] = []): ProtocolRule {
  if (typeof protocols === 'function') return protocols
  const known = checkedList('protocols', protocols, isToken, 'a function or tokens')
  return (offered) => known.find((protocol) => offered.includes(protocol))
}

/** A copy, because what was checked must stay as it is. */
function checkedList(
  name: string,
  list: readonly string[],
  isElement: (text: string) => boolean,
  expected: string,
): readonly string[] {
  const isList =
    Array.isArray(list) && list.every((element) => typeof element === 'string' && isElement(element))
  if (!isList) throw new TypeError(`${name} is ${expected}; got ${JSON.stringify(list)}`)
  return [...list]
}

function checkedNumber(name: keyof typeof NUMBERS, value: number | undefined): number {
  const { least, usual } = NUMBERS[name]
  if (value === undefined) return usual
  if (Number.isInteger(value) && value >= least && value <= MAX_NUMBER) return value
  throw new TypeError(`${name} is a whole number, ${least} to ${MAX_NUMBER}; got ${JSON.stringify(value)}`)
}
