/*
 * Theory of operation
 *
 * The scanner looks at each octet of a head once and notes where its parts begin and end. It is a state machine, so a
 * head may arrive in any number of pieces: what is unfinished is copied into the scanner's own buffer, and the next
 * piece goes on in the same state at the same place. A head that arrives whole, as nearly all do, is never copied.
 *
 * Only the grammar is checked here (RFC 9112 §3, §5), strictly: lines end in CR LF, one space stands between the parts
 * of the request line, names are tokens directly followed by a colon, nothing is folded. What fields mean is
 * request-head.ts's business.
 *
 * A trailer section is a head without a request line, so the same machine reads it, starting at FIELD_START.
 */
import { isName, knownName } from './field-names.ts'
import type { FieldOrder, KnownName } from './field-names.ts'
import type { MessageLimits } from './limits.ts'
import { ProtocolError } from './protocol-error.ts'
import { COLON, CR, FIELD_VALUE, HTAB, LF, SP, TARGET, TOKEN } from './octets.ts'

const START = 0
const START_LF = 1
const METHOD = 2
const TARGET_REST = 3
const VERSION = 4
const LINE_LF = 5
const FIELD_START = 6
const NAME = 7
const VALUE_START = 8
const VALUE = 9
const END_LF = 10

/** `HTTP/x.y`: a `d` stands for a digit. */
const VERSION_PATTERN = Array.from('HTTP/d.d', (character) => character.charCodeAt(0))
const DIGIT = 'd'.charCodeAt(0)

/** Octets of a request line behind its target: a space and the version. */
const LINE_REST = 1 + VERSION_PATTERN.length

/** Numbers noted for each field: start and end of its name, start and end of its value. */
export const SPANS_PER_FIELD = 4

/** A scanner for the heads of requests, one after the other. */
export function requestScanner(limits: MessageLimits): HeadScanner {
  return new HeadScanner({
    lineBytes: limits.maxRequestLineBytes,
    sectionBytes: limits.maxHeadBytes,
    fields: limits.maxFields,
  })
}

/** A scanner for one trailer section. */
export function trailerScanner(limits: MessageLimits): HeadScanner {
  return new HeadScanner({
    lineBytes: 0,
    sectionBytes: limits.maxTrailerBytes,
    fields: limits.maxTrailerFields,
  })
}

/** What may be scanned before it is too much. */
interface ScannerLimits {
  /** Bytes of the request line without its end; 0: there is none, the section starts with fields. */
  readonly lineBytes: number
  /** Bytes of the whole section, with an empty line before it. */
  readonly sectionBytes: number
  /** Field lines. */
  readonly fields: number
}

/**
 * Finds the parts of a message head, or of a trailer section, in bytes that may arrive in pieces. Once it has thrown,
 * there is no next section: what follows an error in the bytes means nothing.
 */
export class HeadScanner {
  /** The bytes that offsets point into: those given last, or the scanner's own when the head came in pieces. */
  bytes: Uint8Array = EMPTY
  /** Offset of the first octet of the section. */
  start = 0
  /** Offset after the section's last octet. */
  end = 0
  /** Offset after the method. */
  methodEnd = 0
  /** Offset of the request target. */
  targetStart = 0
  /** Offset after the request target. */
  targetEnd = 0
  /** How many field lines there are. */
  fieldCount = 0
  /** Start and end of each name and value, four numbers for each field line. */
  readonly spans: number[] = []
  /** For each field line its name, when it is a well-known one. */
  readonly names: Array<KnownName | undefined> = []

  readonly #limits: ScannerLimits
  #state: number
  /** The same bytes as `bytes`, to be read four at a time. */
  #words: DataView = NO_WORDS
  #position = 0
  /** Where the part being scanned began. */
  #mark = 0
  /** Our own copy of an unfinished section; empty while there is none. */
  #kept: Uint8Array = EMPTY
  #keptLength = 0

  constructor(limits: ScannerLimits) {
    this.#limits = limits
    this.#state = this.#firstState()
  }

  /** Whether nothing of a section has arrived yet. */
  get isIdle(): boolean {
    return this.#state === this.#firstState()
  }

  /**
   * Goes on with more bytes; after a whole section, the next one begins.
   * @returns the offset in `bytes` after the section, or -1 when all was taken and more is needed
   * @throws ProtocolError
   */
  scan(bytes: Uint8Array, from: number, to: number): number {
    if (this.#keptLength > 0) return this.#scanPieces(bytes, from, to)

    this.#look(bytes)
    this.start = this.#position = this.#mark = from
    this.fieldCount = 0
    if (this.#run(Math.min(to, from + this.#limits.sectionBytes))) return this.end
    this.#checkRoom(to - from)
    this.#keep(bytes, from, to)
    return -1
  }

  #firstState(): number {
    return this.#limits.lineBytes === 0 ? FIELD_START : START
  }

  /** Appends to what was kept, no more than the limit lets through, and goes on there. */
  #scanPieces(bytes: Uint8Array, from: number, to: number): number {
    const before = this.#keptLength
    this.#append(bytes, from, Math.min(to, from + this.#limits.sectionBytes - before))
    this.#look(this.#kept)
    if (this.#run(this.#keptLength)) return from + this.#release() - before
    this.#checkRoom(this.#keptLength)
    return -1
  }

  #look(bytes: Uint8Array): void {
    if (this.bytes === bytes) return
    this.bytes = bytes
    this.#words = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  }

  /** The copy is no longer ours: `bytes` has it until the next section. */
  #release(): number {
    this.#kept = EMPTY
    this.#keptLength = 0
    return this.end
  }

  /** A section that has used up its bytes and is unfinished is too large. */
  #checkRoom(length: number): void {
    if (length >= this.#limits.sectionBytes) throw sectionTooLarge()
  }

  #keep(bytes: Uint8Array, from: number, to: number): void {
    this.#append(bytes, from, to)
    this.#look(this.#kept)
    this.#moveBy(-from)
  }

  #append(bytes: Uint8Array, from: number, to: number): void {
    const length = this.#keptLength + to - from
    if (length > this.#kept.length) {
      const larger = new Uint8Array(Math.max(2 * this.#kept.length, length, 512))
      larger.set(this.#kept.subarray(0, this.#keptLength))
      this.#kept = larger
    }
    this.#kept.set(bytes.subarray(from, to), this.#keptLength)
    this.#keptLength = length
  }

  #moveBy(distance: number): void {
    this.start += distance
    this.#position += distance
    this.#mark += distance
    this.methodEnd += distance
    this.targetStart += distance
    this.targetEnd += distance
    // All, not only those of `fieldCount` fields: one may have a name and wait for the end of its value.
    for (let i = 0; i < this.spans.length; i++) this.spans[i]! += distance
  }

  /**
   * The machine. Its states stand in the order of the grammar, so that one hands over to the next below it and only the
   * end of a line goes back up. A table of states would be shorter; loops over several octets, and no way back to a
   * dispatcher between the parts of a line, are what makes this fast (PERFORMANCE.md of the server).
   * @returns whether the section is complete
   */
  #run(to: number): boolean {
    const { bytes, spans, names } = this
    const words = this.#words
    const limits = this.#limits
    // Local, because an imported binding is read again for each octet: 13 % of the scan.
    const isToken = TOKEN
    const isFieldValue = FIELD_VALUE
    const isTarget = TARGET
    const lastWord = to - WORD_BYTES
    let state = this.#state
    let at = this.#position
    let mark = this.#mark
    const resumed = at
    let previous: FieldOrder = FIRST

    while (at < to) {
      if (state === START) {
        mark = at
        if (bytes[at] === CR) at++
        state = mark < at ? START_LF : METHOD
        if (at === to) break
      }
      if (state === START_LF) {
        if (bytes[at++] !== LF) throw bareCr()
        this.start = mark = at
        state = METHOD
      }
      if (state === METHOD) {
        while (at < to && isToken[bytes[at]!] === 1) at++
        if (at - this.start > limits.lineBytes) throw lineTooLong()
        if (at === to) break
        if (bytes[at] !== SP || at === mark) throw badMethod()
        this.methodEnd = at++
        this.targetStart = mark = at
        state = TARGET_REST
      }
      if (state === TARGET_REST) {
        while (at < to && isTarget[bytes[at]!] === 1) at++
        if (at - this.start > limits.lineBytes - LINE_REST) throw lineTooLong()
        if (at === to) break
        if (bytes[at] !== SP || at === mark) throw badTarget()
        this.targetEnd = at++
        mark = at
        state = VERSION
      }
      if (state === VERSION) {
        while (at < to && at - mark < VERSION_PATTERN.length) {
          const wanted = VERSION_PATTERN[at - mark]!
          if (wanted === DIGIT ? !isDigit(bytes[at]!) : bytes[at] !== wanted) throw badVersion()
          at++
        }
        if (at === to) break
        if (bytes[at++] !== CR) throw badVersion()
        state = LINE_LF
        if (at === to) break
      }
      if (state === LINE_LF) {
        if (bytes[at++] !== LF) throw bareCr()
        state = FIELD_START
        if (at === to) break
      }
      if (state === FIELD_START) {
        const octet = bytes[at]!
        if (octet === SP || octet === HTAB) throw folded()
        mark = at
        if (octet === CR) at++
        state = octet === CR ? END_LF : NAME
        if (at === to) break
      }
      if (state === NAME) {
        let known = at === mark && at <= lastWord ? expectedName(previous, words, at, lastWord) : undefined
        if (known === undefined) {
          while (at <= lastWord) {
            const found = colons(words.getInt32(at, true))
            at += found === 0 ? WORD_BYTES : firstOf(found)
            if (found !== 0) break
          }
          while (at < to && bytes[at] !== COLON) at++
          known = at < to ? knownName(words, mark, at) : undefined
          if (known !== undefined) previous.next = known
        } else {
          at += known.name.length
        }
        if (known !== undefined) previous = known
        // A well-known name has been compared octet by octet; of another, each octet is looked at once.
        const unseen = known === undefined ? Math.max(mark, resumed) : at
        for (let i = unseen; i < at; i++) if (isToken[bytes[i]!] !== 1) throw badName(bytes[i]!)
        if (at === to) break
        if (at === mark) throw badName(COLON)
        if (this.fieldCount === limits.fields) throw tooManyFields(limits.fields)
        names[this.fieldCount] = known
        spans[this.fieldCount * SPANS_PER_FIELD] = mark
        spans[this.fieldCount * SPANS_PER_FIELD + 1] = at++
        state = VALUE_START
      }
      if (state === VALUE_START) {
        while (at < to && (bytes[at] === SP || bytes[at] === HTAB)) at++
        if (at === to) break
        mark = at
        state = VALUE
      }
      if (state === VALUE) {
        while (at <= lastWord) {
          const found = controls(words.getInt32(at, true))
          at += found === 0 ? WORD_BYTES : firstOf(found)
          if (found !== 0) break
        }
        while (at < to && isFieldValue[bytes[at]!] === 1) at++
        if (at === to) break
        if (bytes[at] !== CR) throw badValue(bytes[at]!)
        let valueEnd = at++
        while (valueEnd > mark && (bytes[valueEnd - 1] === SP || bytes[valueEnd - 1] === HTAB)) valueEnd--
        spans[this.fieldCount * SPANS_PER_FIELD + 2] = mark
        spans[this.fieldCount * SPANS_PER_FIELD + 3] = valueEnd
        this.fieldCount++
        state = LINE_LF
        continue
      }
      if (bytes[at++] !== LF) throw bareCr()
      this.end = at
      this.#state = this.#firstState()
      return true
    }

    this.#state = state
    this.#position = at
    this.#mark = mark
    return false
  }
}

/** Octets looked at in one go. */
const WORD_BYTES = 4
const LOW_BITS = 0x01_01_01_01
const HIGH_BITS = 0x80_80_80_80
const COLONS = COLON * LOW_BITS
const SPACES = SP * LOW_BITS
const DELS = 0x7f * LOW_BITS

/*
 * Of a difference to what is looked for, a zero octet is found by subtracting one: its high bit is then set and was not
 * before. Octets above the first one found may be marked wrongly, because the subtraction borrows; the first never is.
 */

/** Marks the colons in four octets; 0: there is none. */
function colons(word: number): number {
  const difference = word ^ COLONS
  return (difference - LOW_BITS) & ~difference & HIGH_BITS
}

/** Marks the controls in four octets; 0: there is none. HTAB counts as one: it is rare, and left to the octet table. */
function controls(word: number): number {
  const difference = word ^ DELS
  const belowSpace = (word - SPACES) & ~word
  const isDel = (difference - LOW_BITS) & ~difference
  return (belowSpace | isDel) & HIGH_BITS
}

/** Which of four octets the first mark is in. */
function firstOf(marks: number): number {
  return (31 - Math.clz32(marks & -marks)) >> 3
}

/** What begins a head, before any name. */
const FIRST: FieldOrder = { next: undefined }

/** Clients send their fields in the same order each time: the name that followed the previous one is looked for first. */
function expectedName(
  { next }: FieldOrder,
  words: DataView,
  start: number,
  lastWord: number,
): KnownName | undefined {
  if (next === undefined) return undefined
  const end = start + next.name.length
  return end <= lastWord && words.getUint8(end) === COLON && isName(words, start, end, next)
    ? next
    : undefined
}

const EMPTY = new Uint8Array(0)
const NO_WORDS = new DataView(EMPTY.buffer)

function isDigit(octet: number): boolean {
  return octet >= 0x30 && octet <= 0x39
}

function badMethod(): ProtocolError {
  return new ProtocolError('HTTP1_METHOD', 'A request line starts with a method and one space (RFC 9112 §3)')
}

function badTarget(): ProtocolError {
  return new ProtocolError(
    'HTTP1_TARGET',
    'Request target with an octet that URIs do not have (RFC 9112 §3.2)',
  )
}

function badVersion(): ProtocolError {
  return new ProtocolError('HTTP1_VERSION', 'A request line ends in HTTP/1.1 or HTTP/1.0 (RFC 9112 §2.3)')
}

function badName(octet: number): ProtocolError {
  return new ProtocolError('HTTP1_FIELD_NAME', `Octet ${octet} in a field name (RFC 9110 §5.1)`)
}

function badValue(octet: number): ProtocolError {
  return new ProtocolError('HTTP1_FIELD_VALUE', `Octet ${octet} in a field value (RFC 9110 §5.5)`)
}

function bareCr(): ProtocolError {
  return new ProtocolError('HTTP1_LINE_END', 'CR without LF (RFC 9112 §2.2)')
}

function folded(): ProtocolError {
  return new ProtocolError('HTTP1_FOLDED', 'A line of the head starts with a blank (RFC 9112 §5.2)')
}

function lineTooLong(): ProtocolError {
  return new ProtocolError('HTTP1_REQUEST_LINE_SIZE', 'Request line too long (RFC 9112 §3)', 414)
}

function sectionTooLarge(): ProtocolError {
  return new ProtocolError('HTTP1_HEAD_SIZE', 'Too many bytes of fields (RFC 6585 §5)', 431)
}

function tooManyFields(limit: number): ProtocolError {
  return new ProtocolError('HTTP1_FIELD_COUNT', `More than ${limit} fields (RFC 6585 §5)`, 431)
}
