import type { StandardSchemaV1 } from '@standard-schema/spec'
import { ValidationError } from './validation-error.ts'
import type { ValidationIssue } from './validation-error.ts'

/** A long list of wrong items makes no longer answer. */
const MOST_ISSUES = 100

/**
 * Checks a value against a schema of any library that implements Standard Schema: zod, valibot, arktype and others.
 *
 * ```ts
 * const { page } = await validate(z.object({ page: z.coerce.number() }), Object.fromEntries(new URLSearchParams(query)))
 * ```
 * @returns what the schema makes of the value, with its type
 * @throws ValidationError (422) with the issues; TypeError when `schema` is none
 * @see https://standardschema.dev
 */
export async function validate<S extends StandardSchemaV1>(
  schema: S,
  value: unknown,
): Promise<StandardSchemaV1.InferOutput<S>> {
  expectSchema(schema)
  const result = await schema['~standard'].validate(value)
  if (result.issues === undefined) return result.value
  const issues = [...result.issues].slice(0, MOST_ISSUES).map(readIssue)
  throw new ValidationError(summary(result.issues.length), issues)
}

/**
 * Checks that an option is a schema, which may also be a function (arktype).
 * @throws TypeError
 */
export function expectSchema(schema: unknown): void {
  if (typeof (Object(schema) as Partial<StandardSchemaV1>)['~standard']?.validate === 'function') return
  throw new TypeError(
    `schema implements Standard Schema, as those of zod, valibot and arktype do: got ${typeof schema}`,
  )
}

function summary(count: number): string {
  return count === 1 ? 'The content has one mistake' : `The content has ${count} mistakes`
}

/** Some libraries have classes of arrays for issues and paths: what comes out of here are plain ones. */
function readIssue({ message, path = [] }: StandardSchemaV1.Issue): ValidationIssue {
  const keys = Array.from(path, (segment) => plainKey(typeof segment === 'object' ? segment.key : segment))
  return { message, path: keys, pointer: ['#', ...keys.map(pointerToken)].join('/') }
}

function plainKey(key: PropertyKey): string | number {
  return typeof key === 'number' ? key : String(key)
}

/** Half a surrogate pair, which a key of JSON may hold, has no percent-encoding. */
function pointerToken(key: string | number): string {
  const text = String(key).replaceAll(/\p{Surrogate}/gu, '\u{fffd}')
  return encodeURIComponent(text.replaceAll('~', '~0').replaceAll('/', '~1'))
}
