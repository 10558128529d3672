import { VariablesReader, requestFromReader } from '@tsgi/cgi-variables'
import type { RequestFromVariables, VariablesOptions } from '@tsgi/cgi-variables'
import { FastcgiError } from './fastcgi-error.ts'
import type { FastcgiLimits } from './options.ts'
import { cutShort, pairOctets, readPairs } from './pairs.ts'
import type { PairHandler } from './pairs.ts'

/**
 * The stream of variables of one request, in the pieces in which records bring it. Pairs are read from where they
 * arrive; only one that has not come to its end yet is kept.
 */
export class VariablesStream implements PairHandler {
  readonly #variables = new VariablesReader()
  #limits: FastcgiLimits
  /** Where the octets begin that are being read. */
  #from = 0
  #octets = 0
  #count = 0
  /** Octets of a pair that is not whole, and room for more. */
  #rest: Uint8Array = NOTHING
  #restLength = 0

  private constructor(limits: FastcgiLimits) {
    this.#limits = limits
  }

  /** A stream of which nothing has come: most are at their end before another one begins, so it may have been used. */
  static begin(limits: FastcgiLimits): VariablesStream {
    const stream = unused.pop() ?? new VariablesStream(limits)
    stream.#limits = limits
    return stream
  }

  /**
   * Takes a piece.
   * @throws FastcgiError 431, beyond a limit; VariablesError
   */
  push(bytes: Uint8Array, from: number, to: number): void {
    const { maxVariablesBytes } = this.#limits
    this.#octets += to - from
    if (maxVariablesBytes > 0 && this.#octets > maxVariablesBytes)
      throw new FastcgiError('FASTCGI_VARIABLES_SIZE', 'The variables are too long (RFC 6585 §5)', 431)
    if (this.#restLength === 0) return this.#read(bytes, from, to)
    this.#keep(bytes, from, to)
    if (this.#restLength < pairOctets(this.#rest, this.#restLength)) return
    const rest = this.#rest
    const length = this.#restLength
    this.#rest = NOTHING
    this.#restLength = 0
    this.#read(rest, 0, length)
  }

  /**
   * There are no more, and the stream is not used any longer.
   * @returns what they say
   * @throws FastcgiError; VariablesError
   */
  end(options: VariablesOptions): RequestFromVariables {
    if (this.#restLength > 0) throw cutShort()
    const request = requestFromReader(this.#variables, options)
    this.#variables.reset()
    this.#octets = 0
    this.#count = 0
    if (unused.length === 0) unused.push(this)
    return request
  }

  #read(bytes: Uint8Array, from: number, to: number): void {
    this.#from = from
    this.#variables.open(bytes, from, to)
    const at = readPairs(bytes, from, to, this)
    if (at < to) this.#keep(bytes, at, to)
  }

  pair(nameAt: number, nameEnd: number, valueEnd: number): void {
    const { maxVariables } = this.#limits
    if (++this.#count > maxVariables && maxVariables > 0)
      throw new FastcgiError(
        'FASTCGI_VARIABLE_COUNT',
        `More than ${maxVariables} variables (RFC 6585 §5)`,
        431,
      )
    const from = this.#from
    this.#variables.take(nameAt - from, nameEnd - from, nameEnd - from, valueEnd - from)
  }

  #keep(bytes: Uint8Array, from: number, to: number): void {
    const length = this.#restLength + to - from
    if (length > this.#rest.length) {
      // Twice as much each time, so that octets which trickle in are not moved again and again.
      const larger = new Uint8Array(Math.max(length, 2 * this.#rest.length))
      larger.set(this.#rest.subarray(0, this.#restLength))
      this.#rest = larger
    }
    this.#rest.set(bytes.subarray(from, to), this.#restLength)
    this.#restLength = length
  }
}

/** One at most. */
const unused: VariablesStream[] = []

const NOTHING = new Uint8Array(0)
