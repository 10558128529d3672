/*
 * chunk-ext      = *( BWS ";" BWS chunk-ext-name [ BWS "=" BWS chunk-ext-val ] )     (RFC 9112 §7.1.1)
 * chunk-ext-name = token
 * chunk-ext-val  = token / quoted-string
 *
 * A table: for each state, where each class of octets leads. What is not listed is an error.
 */
import { BACKSLASH, DQUOTE, EQUALS, FIELD_VALUE, HTAB, QUOTED_TEXT, SEMICOLON, SP, TOKEN } from './octets.ts'
import { ProtocolError } from './protocol-error.ts'

/** States of the grammar, by what has been read. */
export type ExtensionState =
  | 'size'
  | 'semicolon'
  | 'name'
  | 'named'
  | 'equals'
  | 'value'
  | 'quoted'
  | 'escape'
  | 'valued'

/** State before the first octet behind a chunk size. */
export const extensionStart: ExtensionState = 'size'

/** The state after one more octet. @throws ProtocolError */
export function nextExtensionState(state: ExtensionState, octet: number): ExtensionState {
  if (state === 'quoted') return insideQuotes(octet)
  if (state === 'escape' && FIELD_VALUE[octet] === 1) return 'quoted'
  const next = TRANSITIONS[state][octetClass(octet)]
  if (next === undefined) throw badExtension()
  return next
}

/** Whether the line may end here. Blanks alone are not an extension. */
export function extensionEnds(state: ExtensionState): boolean {
  return state === 'name' || state === 'value' || state === 'valued'
}

type OctetClass = 'blank' | 'semicolon' | 'equals' | 'quote' | 'token' | 'other'

const TRANSITIONS: Record<ExtensionState, Partial<Record<OctetClass, ExtensionState>>> = {
  size: { blank: 'size', semicolon: 'semicolon' },
  semicolon: { blank: 'semicolon', token: 'name' },
  name: { token: 'name', blank: 'named', semicolon: 'semicolon', equals: 'equals' },
  named: { blank: 'named', semicolon: 'semicolon', equals: 'equals' },
  equals: { blank: 'equals', token: 'value', quote: 'quoted' },
  value: { token: 'value', blank: 'size', semicolon: 'semicolon' },
  quoted: {},
  escape: {},
  valued: { blank: 'size', semicolon: 'semicolon' },
}

function octetClass(octet: number): OctetClass {
  if (octet === SP || octet === HTAB) return 'blank'
  if (octet === SEMICOLON) return 'semicolon'
  if (octet === EQUALS) return 'equals'
  if (octet === DQUOTE) return 'quote'
  return TOKEN[octet] === 1 ? 'token' : 'other'
}

function insideQuotes(octet: number): ExtensionState {
  if (octet === DQUOTE) return 'valued'
  if (octet === BACKSLASH) return 'escape'
  if (QUOTED_TEXT[octet] === 1) return 'quoted'
  throw badExtension()
}

function badExtension(): ProtocolError {
  return new ProtocolError('HTTP1_CHUNK_EXTENSION', 'Malformed chunk extension (RFC 9112 §7.1.1)')
}
