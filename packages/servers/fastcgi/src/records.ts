/*
 * The records of FastCGI 1.0: a head of eight octets, content, padding.
 *
 *     version  type  request id (2)  content length (2)  padding length  reserved
 *
 * Records of a request have its id; those with the id 0 are about the connection. PARAMS, STDIN and STDOUT are streams:
 * each goes on over any number of records and ends with an empty one (FastCGI 1.0 §3.3).
 */

/** The only version there is. */
export const VERSION = 1

export const BEGIN_REQUEST = 1
export const ABORT_REQUEST = 2
export const END_REQUEST = 3
export const PARAMS = 4
export const STDIN = 5
export const STDOUT = 6
export const GET_VALUES = 9
export const GET_VALUES_RESULT = 10
export const UNKNOWN_TYPE = 11

export const RESPONDER = 1
export const AUTHORIZER = 2

/** A flag of BEGIN_REQUEST: the web server closes the connection, not we. */
export const KEEP_CONN = 1

/** How a request has ended, in END_REQUEST. */
export const REQUEST_COMPLETE = 0
export const OVERLOADED = 2
export const UNKNOWN_ROLE = 3

/** Octets of a head, and of the content of BEGIN_REQUEST. */
export const HEAD_OCTETS = 8

/** The most that one record of ours holds; the protocol's limit is 65535, but this is a multiple of eight. */
export const MAX_CONTENT = 65_528

/** The head of a record without padding, one character for each octet. */
export function recordHead(type: number, id: number, length: number): string {
  return String.fromCharCode(VERSION, type, id >> 8, id & 0xff, length >> 8, length & 0xff, 0, 0)
}

/** The end of a request: that of its output, and END_REQUEST. */
export function formatEnd(id: number): string {
  return id === 1 ? END_OF_FIRST : endOf(id)
}

function endOf(id: number): string {
  return recordHead(STDOUT, id, 0) + formatRefusal(id, REQUEST_COMPLETE)
}

/** END_REQUEST for a request that has no output. */
export function formatRefusal(id: number, protocolStatus: number): string {
  return `${recordHead(END_REQUEST, id, HEAD_OCTETS)}\0\0\0\0${String.fromCharCode(protocolStatus)}\0\0\0`
}

/** The answer to GET_VALUES: name-value pairs, all of them short. */
export function formatValues(values: ReadonlyArray<readonly [name: string, value: string]>): string {
  let content = ''
  for (const [name, value] of values) content += String.fromCharCode(name.length, value.length) + name + value
  return recordHead(GET_VALUES_RESULT, 0, content.length) + content
}

/** The answer to a record about the connection whose type nobody knows. */
export function formatUnknownType(type: number): string {
  return `${recordHead(UNKNOWN_TYPE, 0, HEAD_OCTETS)}${String.fromCharCode(type)}\0\0\0\0\0\0\0`
}

/** Web servers that send one request at a time give them all the same id. */
const END_OF_FIRST = endOf(1)
