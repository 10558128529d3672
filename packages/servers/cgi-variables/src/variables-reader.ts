import { Buffer } from 'node:buffer'
import { isFieldValue } from '@tsgi/fields/token'
import { Fields, SINGLETON_FIELDS } from '@tsgi/http1'
import { isName, isPlainValue, isText, viewOf } from './octets.ts'
import {
  BEFORE_NAMES,
  FACT_COUNT,
  KEPT_AUTHORIZATION,
  LENGTH,
  TYPE,
  isKnown,
  variableName,
} from './variable-name.ts'
import type { VariableName } from './variable-name.ts'
import { VariablesError } from './variables-error.ts'

const NO_FACTS: ReadonlyArray<string | undefined> = Array.from({ length: FACT_COUNT }, () => undefined)
const NO_OCTETS = new DataView(new ArrayBuffer(0))
const latin1 = Buffer.prototype.latin1Slice as (this: Uint8Array, start: number, end: number) => string

/**
 * Collects the variables of one request: facts by their places, fields by their names.
 *
 * Gateways that have them in octets `open` these, a piece of any size at a time, and `take` one variable after the other:
 * names and values are looked at where they are.
 */
export class VariablesReader {
  /** Values by the places of variable-name.ts; `undefined`: not sent. */
  readonly facts: Array<string | undefined> = NO_FACTS.slice()
  headers: Fields = new Fields()
  /** What the front server knows besides; `null`: nothing was sent. */
  told: Fields | null = null
  #last: VariableName = BEFORE_NAMES
  #view: DataView = NO_OCTETS
  /** Where the octets begin in the view. */
  #start = 0
  /** The open octets, one character for each. */
  #text = ''
  /** Whether one of the fields is there that are looked at again at the end. */
  #isUnusual = false
  /** What names remember of this reader, as long as no other one reads. */
  #turn = 0

  /** Forgets all of it, for the next request. */
  reset(): void {
    for (let i = 0; i < FACT_COUNT; i++) this.facts[i] = undefined
    this.headers = new Fields()
    this.told = null
    this.#last = BEFORE_NAMES
    this.#text = ''
    this.#isUnusual = false
    this.#turn = 0
  }

  /** Looks at these octets from now on, which must stay as they are meanwhile. */
  open(bytes: Uint8Array, from: number, to: number): void {
    if (this.#last === BEFORE_NAMES) this.#turn = nextTurn()
    this.#view = viewOf(bytes.buffer)
    this.#start = bytes.byteOffset + from
    this.#text = latin1.call(bytes, from, to)
  }

  /**
   * Takes a variable. Offsets are those of the octets that are open, from 0 on.
   * @throws VariablesError
   */
  take(nameAt: number, nameEnd: number, valueAt: number, valueEnd: number): void {
    const { next } = this.#last
    const start = this.#start
    const isNext = next !== undefined && isName(this.#view, start + nameAt, start + nameEnd, next)
    const variable = isNext ? next : this.#learn(this.#text.slice(nameAt, nameEnd))
    this.#last = variable
    if (variable.field !== '') {
      const value = this.#text.slice(valueAt, valueEnd)
      const isGood = isPlainValue(this.#view, start + valueAt, start + valueEnd)
      this.#addField(variable, isGood ? value : checkedValue(variable.name, value))
    } else if (variable.fact >= 0) this.#addFact(variable, this.#factValue(variable, valueAt, valueEnd))
    else if (variable.isTold) this.#addTold(variable, this.#text.slice(valueAt, valueEnd))
    else if (variable.isBad) throw badName(variable)
  }

  /**
   * Takes a variable that is there as text.
   * @throws VariablesError
   */
  add(name: string, value: string): void {
    const variable = variableName(name)
    this.#last = variable
    if (variable.field !== '') this.#addField(variable, checkedValue(name, value))
    else if (variable.fact >= 0) this.#addFact(variable, value)
    else if (variable.isTold) this.#addTold(variable, value)
    else if (variable.isBad) throw badName(variable)
  }

  /** All have come. */
  end(): void {
    const { facts, headers } = this
    const type = facts[TYPE]
    if (type !== undefined && type !== '') headers['content-type'] = checkedValue('CONTENT_TYPE', type)
    const length = facts[LENGTH]
    if (length !== undefined && length !== '') headers['content-length'] = length
    const kept = facts[KEPT_AUTHORIZATION]
    if (kept !== undefined && kept !== '' && headers['authorization'] === undefined)
      headers['authorization'] = checkedValue('REDIRECT_HTTP_AUTHORIZATION', kept)
    if (!this.#isUnusual) return
    checkCoding(headers)
    if (headers['expect'] !== undefined) checkExpect(headers['expect'])
  }

  #learn(name: string): VariableName {
    const variable = variableName(name)
    if (isKnown(variable)) this.#last.next = variable
    return variable
  }

  #addField(variable: VariableName, value: string): void {
    const { name, field } = variable
    if (variable.isUnusual) this.#isUnusual = true
    const earlier = this.#isFirst(variable) ? undefined : this.headers[field]
    this.headers[field] = earlier === undefined ? value : join(name, field, earlier, value)
  }

  /** Whether it is certain that a name is new to this request: asking the record takes longer. */
  #isFirst(variable: VariableName): boolean {
    // When readers take turns, as requests that overlap on a connection make them, none of them can tell.
    if (this.#turn !== turn || variable.lastTurn === turn) return false
    variable.lastTurn = turn
    return true
  }

  #addFact({ name, fact }: VariableName, value: string): void {
    if (this.facts[fact] !== undefined) throw repeated(name)
    this.facts[fact] = value
  }

  /** Most facts have the value that they had the last time: then that is taken, and no other string made. */
  #factValue(variable: VariableName, valueAt: number, valueEnd: number): string {
    const start = this.#start
    if (isText(this.#view, start + valueAt, start + valueEnd, variable.lastValue)) return variable.lastValue
    const value = this.#text.slice(valueAt, valueEnd)
    if (value.length <= MAX_REMEMBERED) variable.lastValue = value
    return value
  }

  /** By the name that was sent: what a redirect has renamed may be there as well. */
  #addTold({ name }: VariableName, value: string): void {
    this.told ??= new Fields()
    if (this.told[name] !== undefined) throw repeated(name)
    this.told[name] = value
  }
}

/** Longer values are seldom the same, and would keep the octets around them. */
const MAX_REMEMBERED = 32

/** Counts the requests that were begun, so that a name knows whether it was in the one that is read now. */
let turn = 0

function nextTurn(): number {
  // A small integer for ever. Who meets a number again asks the record, and learns that there was nothing.
  turn = turn === MAX_TURN ? 1 : turn + 1
  return turn
}

const MAX_TURN = 0x3f_ff_ff_ff

/**
 * Joins the lines of a repeated field, each of which some front servers send in a variable of its own, as on the HTTP
 * server (SPEC HEAD-2, HEAD-4).
 */
export function join(name: string, field: string, earlier: string, value: string): string {
  if (SINGLETON_FIELDS.has(field)) throw repeated(name)
  if (earlier === '' || value === '') return earlier + value
  return field === 'cookie' ? `${earlier}; ${value}` : `${earlier}, ${value}`
}

function badName({ name }: VariableName): VariablesError {
  return new VariablesError(`${JSON.stringify(name)} is the name of no field`)
}

/** The front server and the application might each believe another one. */
export function repeated(name: string): VariablesError {
  return new VariablesError(`${name} was sent twice, and has one value (RFC 3875 §4.1)`)
}

/** Blanks around it are no part of a value. */
function checkedValue(name: string, given: string): string {
  if (isFieldValue(given)) return given
  let start = 0
  let end = given.length
  while (start < end && isBlank(given.charCodeAt(start))) start++
  while (end > start && isBlank(given.charCodeAt(end - 1))) end--
  const value = given.slice(start, end)
  if (isFieldValue(value)) return value
  throw new VariablesError(`${name} has a control character (RFC 9110 §5.5)`)
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09
}

/** Content comes without transfer coding; beside a length, which the front server has added, none must be seen (SPEC HEAD-4). */
function checkCoding(headers: Fields): void {
  const coding = headers['transfer-encoding']
  if (coding === undefined) return
  if (headers['content-length'] !== undefined || coding.toLowerCase() !== 'chunked')
    delete headers['transfer-encoding']
}

function checkExpect(value: string): void {
  if (value.toLowerCase() !== '100-continue')
    throw new VariablesError('An expectation other than 100-continue (RFC 9110 §10.1.1)')
}
