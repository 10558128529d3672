/*
 * The head of an SCGI request: variables as a netstring.
 *
 *     head     = length ":" *variable ","
 *     length   = "0" / ( %x31-39 *DIGIT )      octets between ":" and ","
 *     variable = name %x00 value %x00
 *
 * The first variable is CONTENT_LENGTH, and SCGI is "1". The specification allows no name twice; nginx sends a repeated
 * field line by line all the same, so fields are joined (SPEC HEAD-2), and what else a request is made of is refused.
 *
 * https://python.ca/scgi/protocol.txt
 */
import { Buffer } from 'node:buffer'
import type { VariablesReader } from '@tsgi/cgi-variables'
import { PeerError, headTooLarge } from '@tsgi/single-exchange'

const COLON = 0x3a
const COMMA = 0x2c
const ZERO = 0x30
const NINE = 0x39

/** A gigabyte and more: no such head is read, whatever the limit. */
const MAX_DIGITS = 9

/**
 * How long a head is.
 * @returns octets from the first digit to the comma; 0: there is no colon yet
 * @throws PeerError `SCGI_LENGTH`, `HEAD_SIZE`
 */
export function measureHead(bytes: Uint8Array, at: number, end: number, maxBytes: number): number {
  let length = 0
  for (let i = at; i < end; i++) {
    const octet = bytes[i]!
    if (octet === COLON && i > at) return checkedLength(length, maxBytes) + (i - at) + 2
    if (octet < ZERO || octet > NINE) throw noLength('a head starts with digits and a colon')
    if (i === at + 1 && length === 0) throw noLength('a length has no zeros in front')
    if (i === at + MAX_DIGITS) throw noLength(`a length has at most ${MAX_DIGITS} digits`)
    length = length * 10 + (octet - ZERO)
  }
  return 0
}

function checkedLength(length: number, maxBytes: number): number {
  if (maxBytes > 0 && length > maxBytes) throw headTooLarge(length, maxBytes)
  return length
}

function noLength(rule: string): PeerError {
  return new PeerError('SCGI_LENGTH', `Not SCGI: ${rule}`)
}

/**
 * Reads the variables of a head.
 * @param at offset of the first digit
 * @param end offset behind the comma
 * @throws PeerError `SCGI_NETSTRING`, `SCGI_VARIABLES`; VariablesError for what makes no request
 */
export function parseHead(bytes: Uint8Array, at: number, end: number, variables: VariablesReader): void {
  if (bytes[end - 1] !== COMMA) throw new PeerError('SCGI_NETSTRING', 'Not SCGI: no comma behind the head')
  const from = bytes.indexOf(COLON, at) + 1
  const to = end - 1
  variables.open(bytes, from, to)
  let isScgi = false
  for (let nameAt = from; nameAt < to;) {
    const nameEnd = findNul(bytes, nameAt, to)
    const valueEnd = findNul(bytes, nameEnd + 1, to)
    if (nameEnd === nameAt) throw badVariables('names are not empty')
    if (nameAt === from) checkLength(bytes, nameAt, nameEnd, valueEnd)
    else if (isText(bytes, nameAt, nameEnd, SCGI)) isScgi = isText(bytes, nameEnd + 1, valueEnd, ONE)
    variables.take(nameAt - from, nameEnd - from, nameEnd + 1 - from, valueEnd - from)
    nameAt = valueEnd + 1
  }
  if (!isScgi) throw badVariables('SCGI is 1')
}

function findNul(bytes: Uint8Array, from: number, to: number): number {
  const at = bytes.indexOf(0, from)
  if (at < 0 || at >= to) throw badVariables('names and values end with NUL')
  return at
}

/** In CGI an empty length says that there is no content; here it is always told. */
function checkLength(bytes: Uint8Array, nameAt: number, nameEnd: number, valueEnd: number): void {
  if (!isText(bytes, nameAt, nameEnd, CONTENT_LENGTH))
    throw badVariables('the first variable is CONTENT_LENGTH')
  if (valueEnd === nameEnd + 1) throw badVariables('CONTENT_LENGTH is not empty')
}

const CONTENT_LENGTH = Buffer.from('CONTENT_LENGTH')
const SCGI = Buffer.from('SCGI')
const ONE = Buffer.from('1')

function isText(bytes: Uint8Array, at: number, end: number, text: Uint8Array): boolean {
  if (end - at !== text.length) return false
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text[i]) return false
  return true
}

function badVariables(rule: string): PeerError {
  return new PeerError('SCGI_VARIABLES', `Not SCGI: ${rule}`)
}
