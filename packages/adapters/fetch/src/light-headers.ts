import { isToken } from '@tsgi/fields/token'
import type { RequestHeaders } from '@tsgi/spec'
import { standIn } from './stand-in.ts'

/**
 * The `Headers` of a request over the record that is there already: looking a field up costs what a look into the record
 * costs. Whatever else is asked, native headers are made, and asked from then on.
 */
export class LightHeaders {
  readonly #record: RequestHeaders
  #native: Headers | null = null

  constructor(record: RequestHeaders) {
    this.#record = record
  }

  /** The value of a field, `null` without it. @throws TypeError when the name is none */
  get(name: string): string | null {
    return this.#lookUp(name) ?? this.#native?.get(name) ?? null
  }

  /** Whether there is such a field. @throws TypeError when the name is none */
  has(name: string): boolean {
    return this.#native === null ? this.#lookUp(name) !== undefined : this.#native.has(name)
  }

  /** Calls back for each field, in alphabetical order. */
  forEach(callback: (value: string, name: string, headers: Headers) => void, thisArg?: unknown): void {
    const headers = this as unknown as Headers
    LightHeaders.real(this).forEach((value, name) => callback.call(thisArg, value, name, headers))
  }

  /** The native headers of these: the same fields, whichever of the two is changed. */
  static real(light: LightHeaders): Headers {
    light.#native ??= nativeHeaders(light.#record)
    return light.#native
  }

  /** From now on these are the headers of a native request. */
  static adopt(light: LightHeaders, native: Headers): void {
    light.#native = native
  }

  /** The value in the record, while that tells all there is. */
  #lookUp(name: unknown): string | undefined {
    if (this.#native !== null) return undefined
    if (typeof name !== 'string') return LightHeaders.real(this).get(name as string) ?? undefined
    const value = this.#record[name] ?? this.#record[name.toLowerCase()]
    if (value === undefined && !isToken(name)) LightHeaders.real(this).get(name) // Throws.
    return value
  }
}

/** One by one: from a record, undici takes longer and loses a field named `__proto__`. */
export function nativeHeaders(record: RequestHeaders): Headers {
  const headers = new Headers()
  for (const name in record) headers.append(name, record[name]!)
  return headers
}

standIn(LightHeaders, Headers, (light) => LightHeaders.real(light))
