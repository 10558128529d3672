/*
 * From the parts of a head to what they mean: target, host, framing, persistence. Everything that could make two
 * servers read one message differently is refused here (RFC 9112 §11.2).
 */
import { Buffer } from 'node:buffer'
import { isHost } from '@tsgi/fields/host'
import { trimBlanks } from './blanks.ts'
import { Fields } from './fields.ts'
import type { FieldKind, KnownName } from './field-names.ts'
import { framing } from './framing.ts'
import { SPANS_PER_FIELD } from './head-scanner.ts'
import type { HeadScanner } from './head-scanner.ts'
import { ProtocolError } from './protocol-error.ts'
import { splitTarget } from './target.ts'

/** A request without its content. */
export interface RequestHead {
  /** Method, as received. */
  readonly method: string
  /** Authority the request is for; `''` where an HTTP/1.0 request names none. */
  readonly authority: string
  /** Path of the target, raw; `*` for `OPTIONS *`, the authority for CONNECT. */
  readonly path: string
  /** What follows the first `?` of the target, raw. */
  readonly query: string
  /** `'1.1'` or `'1.0'`. */
  readonly httpVersion: '1.0' | '1.1'
  /** Field values by lower-case name. */
  readonly headers: Readonly<Fields>
  /** Octets of content, or `CHUNKED`. */
  readonly contentLength: number
  /** Whether the client lets the connection stay open. */
  readonly keepAlive: boolean
  /** Whether the client waits for 100 (Continue) before it sends the content. */
  readonly expectsContinue: boolean
  /** Whether the connection field has the option `upgrade`. */
  readonly wantsUpgrade: boolean
  /** How many field lines it has: fewer names where fields are repeated. */
  readonly fieldCount: number
  /** The head as it came, one character for each octet. */
  readonly text: string
}

/** The parts that fields contribute to a head. */
interface Found {
  headers: Fields
  host: string | undefined
  contentLength: string | undefined
  transferCoding: string | undefined
  connection: string | undefined
  expect: string | undefined
}

/**
 * Reads the head that a scanner has found.
 * @param scheme scheme of the connection, `'http'` or `'https'`, which an absolute target must have
 * @throws ProtocolError
 */
export function readRequestHead(scanner: HeadScanner, scheme: string): RequestHead {
  const { bytes, start } = scanner
  // One string for the whole head: its parts are then slices, which copy nothing.
  const text = latin1.call(bytes, start, scanner.end)
  const method = text.slice(0, scanner.methodEnd - start)
  const target = splitTarget(
    text.slice(scanner.targetStart - start, scanner.targetEnd - start),
    method,
    scheme,
  )
  // Behind the target stand a space and HTTP/digit.digit, as the scanner has checked.
  const httpVersion = version(bytes[scanner.targetEnd + 6]!, bytes[scanner.targetEnd + 8]!)
  const found = readFields(scanner, text)
  const isOld = httpVersion === '1.0'
  const authority = authorityOf(target.authority, found, isOld)
  const contentLength = framing(found.contentLength, found.transferCoding, isOld)
  const options = connectionOptions(found.connection)
  return {
    method,
    authority,
    path: target.path,
    query: target.query,
    httpVersion,
    headers: found.headers,
    contentLength,
    keepAlive: (options & CLOSE) === 0 && (!isOld || (options & KEEP_ALIVE) !== 0),
    expectsContinue: expectsContinue(found.expect) && !isOld && contentLength !== 0,
    wantsUpgrade: (options & UPGRADE) !== 0 && !isOld,
    fieldCount: scanner.fieldCount,
    text,
  }
}

const latin1 = Buffer.prototype.latin1Slice as (this: Uint8Array, start: number, end: number) => string

function version(major: number, minor: number): '1.0' | '1.1' {
  if (major === 0x31 && minor === 0x31) return '1.1'
  if (major === 0x31 && minor === 0x30) return '1.0'
  throw new ProtocolError(
    'HTTP1_VERSION',
    'Only HTTP/1.1 and HTTP/1.0 are spoken here (RFC 9110 §15.6.6)',
    505,
  )
}

function readFields(scanner: HeadScanner, text: string): Found {
  const { start, spans, names, fieldCount } = scanner
  const headers = new Fields()
  const found: Found = {
    headers,
    host: undefined,
    contentLength: undefined,
    transferCoding: undefined,
    connection: undefined,
    expect: undefined,
  }
  nextHead()
  for (let i = 0; i < fieldCount; i++) {
    const span = i * SPANS_PER_FIELD
    const known = names[i]
    const value = text.slice(spans[span + 2]! - start, spans[span + 3]! - start)
    if (known !== undefined && isFirst(known)) {
      headers[known.name] = value
    } else {
      const name = known?.name ?? text.slice(spans[span]! - start, spans[span + 1]! - start).toLowerCase()
      const earlier = headers[name]
      headers[name] = earlier === undefined ? value : join(known?.kind, name, earlier, value)
    }
    if (known !== undefined && known.kind !== 'other') note(found, known.kind, headers[known.name]!)
  }
  return found
}

/** Counts the heads, so that a field knows whether it was in this one: asking the record takes longer. */
let head = 0

function nextHead(): void {
  // A small integer for ever. Who meets a number again asks the record, and learns that there was nothing.
  head = (head + 1) & 0x3f_ff_ff_ff
}

function isFirst(known: KnownName): boolean {
  if (known.lastHead === head) return false
  known.lastHead = head
  return true
}

function note(found: Found, kind: FieldKind, value: string): void {
  if (kind === 'host') found.host = value
  else if (kind === 'connection') found.connection = value
  else if (kind === 'content-length') found.contentLength = value
  else if (kind === 'transfer-encoding') found.transferCoding = value
  else if (kind === 'expect') found.expect = value
}

/** Fields of which only one line has a meaning. */
const ONCE = new Set<FieldKind | undefined>(['content-length', 'host', 'singleton', 'transfer-encoding'])

/** Joins a repeated field, or refuses it (RFC 9110 §5.3, RFC 6265 §5.4). */
function join(kind: FieldKind | undefined, name: string, earlier: string, value: string): string {
  if (ONCE.has(kind)) {
    throw new ProtocolError('HTTP1_REPEATED_FIELD', `More than one ${name} field (RFC 9110 §5.3)`)
  }
  // An empty element of a list means nothing, and would leave a blank at an end of the value.
  if (earlier === '' || value === '') return earlier + value
  return kind === 'cookie' ? `${earlier}; ${value}` : `${earlier}, ${value}`
}

/** RFC 9112 §3.2: exactly one valid Host in HTTP/1.1, and the target's own authority wins over it. */
function authorityOf(fromTarget: string | undefined, found: Found, isOld: boolean): string {
  const { host } = found
  if (host === undefined && !isOld) throw new ProtocolError('HTTP1_HOST', 'No Host field (RFC 9112 §3.2)')
  if (host !== undefined && !isHost(host))
    throw new ProtocolError('HTTP1_HOST', 'Invalid Host (RFC 9110 §7.2)')
  if (fromTarget === undefined) return host ?? ''
  found.headers['host'] = fromTarget
  return fromTarget
}

const CLOSE = 1
const KEEP_ALIVE = 2
const UPGRADE = 4

/** The connection options that matter here, as a set of bits (RFC 9110 §7.6.1). */
function connectionOptions(value: string | undefined): number {
  if (value === undefined) return 0
  if (value === 'keep-alive') return KEEP_ALIVE
  let options = 0
  for (const element of value.toLowerCase().split(',')) {
    const option = trimBlanks(element)
    if (option === 'close') options |= CLOSE
    else if (option === 'keep-alive') options |= KEEP_ALIVE
    else if (option === 'upgrade') options |= UPGRADE
  }
  return options
}

function expectsContinue(value: string | undefined): boolean {
  if (value === undefined) return false
  if (value.toLowerCase() === '100-continue') return true
  throw new ProtocolError('HTTP1_EXPECT', 'An expectation other than 100-continue (RFC 9110 §10.1.1)', 417)
}
