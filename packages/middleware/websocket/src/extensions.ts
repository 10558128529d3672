/*
 * Offers of extensions (RFC 6455 §9.1), and the one we know (RFC 7692):
 *
 *     Sec-WebSocket-Extensions = 1#( token *( ";" token [ "=" ( token / quoted-string ) ] ) )
 *
 * What a quoted string holds must be a token as well, so neither comma nor semicolon can stand in one. A field that breaks
 * the grammar fails the handshake; an offer that is well-formed but not to be had is declined, which is to say nothing.
 */
import { splitList } from '@tsgi/fields/list'
import { isToken, unquote } from '@tsgi/fields/token'

/** One extension that the client offers. */
export interface ExtensionOffer {
  readonly name: string
  /** Name and value of each parameter, in order; `undefined`: it has no value. */
  readonly parameters: ReadonlyArray<readonly [name: string, value: string | undefined]>
}

/**
 * Reads the offers of a client.
 * @param value the field value; `undefined`: the field is absent, and so are offers
 * @returns the offers in the client's order; `undefined` when malformed
 */
export function parseExtensionOffers(value: string | undefined): ExtensionOffer[] | undefined {
  if (value === undefined) return []
  const elements = splitList(value)
  if (elements === undefined || elements.length === 0) return undefined
  const offers = elements.map(parseOffer)
  return offers.every((offer) => offer !== undefined) ? offers : undefined
}

/**
 * Picks the first offer of `permessage-deflate` that can be had.
 *
 * Both sides forget their window after each message: else each connection would hold some 300 KiB for it.
 * @returns what both sides agree on, as the response says it; `undefined`: all offers are declined
 * @see RFC 7692 §7.1
 */
export function agreeOnDeflate(offers: readonly ExtensionOffer[]): string | undefined {
  for (const { name, parameters } of offers) {
    if (name !== 'permessage-deflate' || !areAcceptable(parameters)) continue
    const bits = parameters.find(([parameter]) => parameter === 'server_max_window_bits')?.[1]
    const agreed = `${name}; server_no_context_takeover; client_no_context_takeover`
    return bits === undefined ? agreed : `${agreed}; server_max_window_bits=${bits}`
  }
  return undefined
}

function parseOffer(element: string): ExtensionOffer | undefined {
  const [name = '', ...rest] = element.split(';').map((part) => part.trim())
  const parameters = rest.map(parseParameter)
  if (!isToken(name) || !parameters.every((parameter) => parameter !== undefined)) return undefined
  return { name, parameters }
}

function parseParameter(part: string): [name: string, value: string | undefined] | undefined {
  const equals = part.indexOf('=')
  if (equals === -1) return isToken(part) ? [part, undefined] : undefined
  const name = part.slice(0, equals)
  const text = part.slice(equals + 1)
  const value = text.startsWith('"') ? unquote(text) : text
  return isToken(name) && value !== undefined && isToken(value) ? [name, value] : undefined
}

/** zlib has no window of 2^8 bytes for a stream without head, so that offer of a server's window is not to be had. */
const SERVER_BITS = new Set<string | undefined>(['9', '10', '11', '12', '13', '14', '15'])
const CLIENT_BITS = new Set<string | undefined>([undefined, '8', ...SERVER_BITS])
const NO_VALUE = new Set<string | undefined>([undefined])

/** Parameters an offer may have, with their values (RFC 7692 §7.1.1, §7.1.2). */
const PARAMETERS: ReadonlyMap<string, ReadonlySet<string | undefined>> = new Map([
  ['server_no_context_takeover', NO_VALUE],
  ['client_no_context_takeover', NO_VALUE],
  ['server_max_window_bits', SERVER_BITS],
  ['client_max_window_bits', CLIENT_BITS],
])

function areAcceptable(parameters: ExtensionOffer['parameters']): boolean {
  const names = new Set(parameters.map(([name]) => name))
  if (names.size !== parameters.length) return false
  return parameters.every(([name, value]) => PARAMETERS.get(name)?.has(value) === true)
}
