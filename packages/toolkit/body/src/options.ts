import type { StandardSchemaV1 } from '@standard-schema/spec'
import { expectSchema } from './validate.ts'

/** How much content to take. */
export interface ContentOptions {
  /** Most bytes of content; more is refused with 413. Default 1 048 576 (1 MiB). */
  maxBytes?: number
}

/** What the content has to be. */
export interface SchemaOptions<S extends StandardSchemaV1> {
  /** A schema of zod, valibot, arktype or any other library with Standard Schema; its output is what you get. */
  schema: S
}

/** 1 MiB. */
export const MEBIBYTE = 1_048_576

/**
 * Finds options that do not exist, and a schema that is none.
 * @throws TypeError that names the option
 */
export function expectOptions(reader: string, options: object, names: ReadonlySet<string>): void {
  for (const name of Object.keys(options)) {
    if (!names.has(name)) throw new TypeError(`Unknown option '${name}' of ${reader}()`)
  }
  if ('schema' in options && options.schema !== undefined) expectSchema(options.schema)
}

/**
 * A limit, checked.
 * @throws TypeError that names the option
 */
export function limit(name: string, value: number | undefined, usual: number): number {
  if (value === undefined) return usual
  if ((Number.isSafeInteger(value) && value >= 0) || value === Infinity) return value
  throw new TypeError(`${name} is a whole number from 0, or Infinity: got ${String(value)}`)
}

/**
 * Names in an option, checked.
 * @throws TypeError that names the option
 */
export function texts(name: string, value: readonly string[] | undefined): readonly string[] {
  if (value === undefined) return []
  if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return value
  throw new TypeError(`${name} is an array of strings: got ${typeof value}`)
}
