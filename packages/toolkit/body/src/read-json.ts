import type { StandardSchemaV1 } from '@standard-schema/spec'
import { readJson as readPlainJson } from '@tsgi/message'
import type { HttpRequest } from '@tsgi/spec'
import { ContentError } from './content-error.ts'
import { readContent, withBytes } from './content.ts'
import { expectContent, expectUtf8 } from './expect-content.ts'
import { expectDepth } from './json-depth.ts'
import { findJsonError } from './json-position.ts'
import { MEBIBYTE, expectOptions, limit } from './options.ts'
import type { ContentOptions, SchemaOptions } from './options.ts'
import { validate } from './validate.ts'

/** How to read JSON. */
export interface JsonOptions extends ContentOptions {
  /** How deeply arrays and objects may be nested. Default 64. */
  maxDepth?: number
}

const NAMES: ReadonlySet<string> = new Set(['schema', 'maxBytes', 'maxDepth'])

/**
 * Reads the content of a request as JSON, checked by a schema.
 *
 * ```ts
 * const order = await readJson(request, { schema: z.object({ amount: z.number().int() }) })
 * ```
 *
 * It is `readJson` of `@tsgi/message` with a schema, a limit of depth, and the place in malformed JSON: keys that could
 * pollute prototypes are refused.
 * @returns what the schema makes of the value; without a schema the value, of whose type the parameter is your promise
 * @throws ValidationError (422); ContentError `BODY_TYPE`, `BODY_CHARSET`, `BODY_CODING`, `BODY_LENGTH`, `BODY_JSON` with
 *   `position`, `BODY_DEPTH`; BodyError `BODY_TOO_LARGE`, `BODY_UTF8`, `BODY_JSON`; what the body throws; TypeError for
 *   wrong options
 * @see RFC 8259, RFC 6839 §3.1
 */
export function readJson<S extends StandardSchemaV1>(
  request: HttpRequest,
  options: JsonOptions & SchemaOptions<S>,
): Promise<StandardSchemaV1.InferOutput<S>>
export function readJson<T = unknown>(request: HttpRequest, options?: JsonOptions): Promise<T>
export async function readJson(
  request: HttpRequest,
  options: JsonOptions & Partial<SchemaOptions<StandardSchemaV1>> = {},
): Promise<unknown> {
  expectOptions('readJson', options, NAMES)
  const maxBytes = limit('maxBytes', options.maxBytes, MEBIBYTE)
  const maxDepth = limit('maxDepth', options.maxDepth, 64)
  expectUtf8(expectContent(request, { types: ['application/json'], suffix: '+json' }))

  const bytes = await readContent(request, maxBytes)
  expectDepth(bytes, maxDepth)
  const value = await parsed(request, bytes)
  return options.schema === undefined ? value : validate(options.schema, value)
}

async function parsed(request: HttpRequest, bytes: Uint8Array): Promise<unknown> {
  try {
    return await readPlainJson(withBytes(request, bytes), { maxBytes: bytes.byteLength })
  } catch (error) {
    throw located(error, bytes)
  }
}

/** The cause, which engines make of the content, is left behind. */
function located(error: unknown, bytes: Uint8Array): unknown {
  if ((error as { code?: unknown }).code !== 'BODY_JSON' || bytes.byteLength === 0) return error
  const position = findJsonError(new TextDecoder().decode(bytes))
  if (position === undefined) return error
  const { line, column } = position
  return new ContentError('BODY_JSON', `Not JSON: line ${line}, column ${column}`, { position })
}
