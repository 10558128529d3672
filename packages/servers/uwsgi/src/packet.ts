/*
 * The head of a uwsgi request: a packet of variables. Numbers have two octets, the lower one first.
 *
 *     packet   = modifier1 size modifier2 *variable      size: octets of the variables
 *     variable = length name length value
 *
 * modifier1 says what a packet is: 0 is a request, 100 a ping, which has no variables and is answered with modifier2 set
 * to 1. Others are requests for the plugins of uWSGI (5 is Perl, 7 is Ruby) or something else altogether (signals, caches,
 * remote calls, code to run): refused. modifier2 belongs to modifier1, and is 0.
 *
 * https://uwsgi-docs.readthedocs.io/en/latest/Protocol.html
 */
import type { VariablesReader } from '@tsgi/cgi-variables'
import { PeerError, headTooLarge } from '@tsgi/single-exchange'

const PREFIX_OCTETS = 4
const REQUEST = 0
const PING = 100
const PONG = `${String.fromCharCode(PING)}\0\0\u0001`
/** In front of names and values. */
const LENGTH_OCTETS = 2

/**
 * How long a head is.
 * @returns octets of the packet; 0: its size has not come yet
 * @throws PeerError `UWSGI_MODIFIER`, `HEAD_SIZE`
 */
export function measureHead(bytes: Uint8Array, at: number, end: number, maxBytes: number): number {
  const available = end - at
  if (available > 0 && bytes[at] !== REQUEST && bytes[at] !== PING)
    throw unknownPacket('modifier1', bytes[at]!)
  if (available < PREFIX_OCTETS) return 0
  if (bytes[at + 3] !== 0) throw unknownPacket('modifier2', bytes[at + 3]!)
  const size = readNumber(bytes, at + 1)
  if (bytes[at] === PING && size > 0) throw unknownPacket('the size of a ping', size)
  if (maxBytes > 0 && size > maxBytes) throw headTooLarge(size, maxBytes)
  return PREFIX_OCTETS + size
}

function unknownPacket(modifier: string, value: number): PeerError {
  return new PeerError('UWSGI_MODIFIER', `Not a request: ${modifier} is ${value}, and 0 is served`)
}

/** The answer to a ping; `''`: the packet is a request. */
export function answerTo(bytes: Uint8Array, at: number): string {
  return bytes[at] === PING ? PONG : ''
}

/**
 * Reads the variables of a packet.
 * @param at offset of its first octet
 * @param end offset behind it
 * @throws PeerError `UWSGI_VARIABLES`; VariablesError for what makes no request
 */
export function parseHead(bytes: Uint8Array, at: number, end: number, variables: VariablesReader): void {
  variables.open(bytes, at, end)
  for (let i = at + PREFIX_OCTETS; i < end;) {
    const nameEnd = readEnd(bytes, i, end)
    const valueEnd = readEnd(bytes, nameEnd, end)
    const nameAt = i + LENGTH_OCTETS
    if (nameEnd === nameAt) throw badVariables('a name is empty')
    variables.take(nameAt - at, nameEnd - at, nameEnd + LENGTH_OCTETS - at, valueEnd - at)
    i = valueEnd
  }
}

/** Where the name or value ends whose length is at an offset. */
function readEnd(bytes: Uint8Array, at: number, end: number): number {
  const textAt = at + LENGTH_OCTETS
  const textEnd = textAt > end ? Infinity : textAt + readNumber(bytes, at)
  if (textEnd > end) throw badVariables('a length goes beyond the packet')
  return textEnd
}

function readNumber(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8)
}

function badVariables(what: string): PeerError {
  return new PeerError('UWSGI_VARIABLES', `Not uwsgi: ${what}`)
}
