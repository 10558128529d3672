/*
 * Anything may be thrown: null, a proxy that was revoked, an object whose getters throw. What is thrown is looked at through
 * these functions alone, which never throw.
 */
import { inspect } from 'node:util'

/** A property of whatever it is; `undefined` when there is none, or no way to know. */
export function read(value: unknown, name: string): unknown {
  if (!isObject(value)) return undefined
  try {
    return Reflect.get(value, name)
  } catch {
    return undefined
  }
}

/** A property that is a text. */
export function readText(value: unknown, name: string): string | undefined {
  const text = read(value, name)
  return typeof text === 'string' ? text : undefined
}

/** The first elements of what may be an array. */
export function readArray(value: unknown, most: number): unknown[] {
  try {
    return Array.isArray(value) ? value.slice(0, most) : []
  } catch {
    return []
  }
}

/** What a value is, in a few lines. */
export function show(value: unknown): string {
  try {
    return inspect(value, { depth: 2, maxStringLength: 1000, maxArrayLength: 20, breakLength: 100 })
  } catch {
    return 'something that cannot be shown'
  }
}

/** Whether it has properties. */
export function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function'
}

/** Characters that are no text: controls other than tab and line feed, and halves of surrogate pairs (SPEC BODY-11). */
// oxlint-disable-next-line no-control-regex
const UNPRINTABLE = /[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/gu

/** A text that can be sent: without {@link UNPRINTABLE} characters, which could also turn its order around, and not too long. */
export function printable(text: string, most: number): string {
  const short = text.length > most ? `${text.slice(0, most)}…` : text
  return short.replaceAll('\r\n', '\n').replace(UNPRINTABLE, '\u{fffd}')
}
