import { VariablesReader, requestFromReader } from '@tsgi/cgi-variables'
import type { RequestFromVariables } from '@tsgi/cgi-variables'
import type { Framing } from './framing.ts'

/** Reads the head of one request, in as many pieces as it comes. A head that comes at once is not copied. */
export class HeadReader {
  /** What has been read of it, until `request` is asked for. */
  readonly variables: VariablesReader
  /** What it is answered with, where it is no request; else `''`. */
  answer = ''
  readonly #framing: Framing
  readonly #maxBytes: number
  /** What has come of an incomplete head, and room for more. Grows with what comes, whatever lengths say (GW4). */
  #held: Uint8Array = NOTHING
  #length = 0

  constructor(framing: Framing, maxBytes: number) {
    this.#framing = framing
    this.#maxBytes = maxBytes
    this.variables = unused ?? new VariablesReader()
    unused = null
  }

  /** Whether a part of a head has come. */
  get hasBegun(): boolean {
    return this.#length > 0
  }

  /**
   * Takes what has come.
   * @returns the offset of the first octet behind the head, or -1 when all belongs to the head and more is needed
   * @throws PeerError; VariablesError
   */
  read(bytes: Uint8Array, end: number): number {
    if (this.#length > 0) return this.#readOn(bytes, end)
    const size = this.#framing.measure(bytes, 0, end, this.#maxBytes)
    if (size === 0 || size > end) {
      this.#hold(bytes, end)
      return -1
    }
    this.#parse(bytes, size)
    return size
  }

  /**
   * What the head says, once it is complete; to be asked once.
   * @throws VariablesError
   */
  request(): RequestFromVariables {
    const request = requestFromReader(this.variables)
    this.variables.reset()
    unused = this.variables
    return request
  }

  #readOn(bytes: Uint8Array, end: number): number {
    this.#hold(bytes, end)
    const size = this.#framing.measure(this.#held, 0, this.#length, this.#maxBytes)
    if (size === 0 || size > this.#length) return -1
    const behind = this.#length - size
    this.#parse(this.#held, size)
    this.#held = NOTHING
    return end - behind
  }

  #parse(bytes: Uint8Array, size: number): void {
    this.answer = this.#framing.answerTo?.(bytes, 0) ?? ''
    if (this.answer === '') this.#framing.parse(bytes, 0, size, this.variables)
  }

  #hold(bytes: Uint8Array, end: number): void {
    const length = this.#length + end
    if (length > this.#held.length) {
      const larger = new Uint8Array(Math.max(length, 2 * this.#held.length))
      larger.set(this.#held.subarray(0, this.#length))
      this.#held = larger
    }
    this.#held.set(bytes.subarray(0, end), this.#length)
    this.#length = length
  }
}

/** For the next head: most are complete before another one begins. */
let unused: VariablesReader | null = null

const NOTHING = new Uint8Array(0)
