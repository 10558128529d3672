import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { MediaType } from '@tsgi/fields/media-type'
import type { HttpRequest } from '@tsgi/spec'
import { ContentError } from './content-error.ts'
import { readContent } from './content.ts'
import { expectContent, expectUtf8 } from './expect-content.ts'
import { Form } from './form.ts'
import type { FormValue } from './form.ts'
import type { Part } from './multipart/part.ts'
import { PARTS_NAMES, partsLimits, partsOf } from './multipart/read-parts.ts'
import type { PartsLimits, PartsOptions } from './multipart/read-parts.ts'
import { expectOptions, limit, texts } from './options.ts'
import type { SchemaOptions } from './options.ts'
import { textDecoder } from './read-text.ts'
import { parseUrlencoded } from './urlencoded.ts'
import { validate } from './validate.ts'

/** How to read a form. */
export interface FormOptions extends PartsOptions {
  /** Most fields of a urlencoded form; more are refused with 413. Default 1000. A multipart form has `maxParts`. */
  maxFields?: number
  /** For `schema`: names of fields that are arrays also when they came once or not at all. Default none. */
  lists?: readonly string[]
}

const URLENCODED = 'application/x-www-form-urlencoded'
const MULTIPART = 'multipart/form-data'
const NAMES: ReadonlySet<string> = new Set([...PARTS_NAMES, 'schema', 'maxFields', 'lists'])

/**
 * Reads a form, urlencoded or multipart, as a whole: files are in memory, within `maxBytes` for all. {@link readParts}
 * streams them.
 *
 * ```ts
 * const form = await readForm(request)
 * form.get('name') // 'Ada'
 *
 * const { name, tags } = await readForm(request, { schema: Article, lists: ['tags'] })
 * ```
 *
 * A file input in which no file was chosen is left out.
 * @returns what the schema makes of `form.toObject(lists)`; without a schema the form
 * @throws ValidationError (422); ContentError `BODY_TYPE`, `BODY_CHARSET`, `BODY_CODING`, `BODY_TOO_LARGE`, `BODY_TOO_MANY`,
 *   `BODY_LENGTH`, `BODY_TEXT`, `BODY_FORM`, `BODY_MULTIPART`; BodyError `BODY_TOO_LARGE`; what the body throws; TypeError
 *   for wrong options
 * @see RFC 7578; https://url.spec.whatwg.org/#application/x-www-form-urlencoded
 */
export function readForm<S extends StandardSchemaV1>(
  request: HttpRequest,
  options: FormOptions & SchemaOptions<S>,
): Promise<StandardSchemaV1.InferOutput<S>>
export function readForm(request: HttpRequest, options?: FormOptions): Promise<Form>
export async function readForm(
  request: HttpRequest,
  options: FormOptions & Partial<SchemaOptions<StandardSchemaV1>> = {},
): Promise<unknown> {
  expectOptions('readForm', options, NAMES)
  const lists = texts('lists', options.lists)
  const form = await readEntries(request, options)
  return options.schema === undefined ? form : validate(options.schema, form.toObject(lists))
}

async function readEntries(request: HttpRequest, options: FormOptions): Promise<Form> {
  const limits = partsLimits(options)
  const maxFields = limit('maxFields', options.maxFields, 1000)
  const mediaType = expectContent(request, { types: [URLENCODED, MULTIPART] })
  const entries =
    mediaType.essence === MULTIPART
      ? await readMultipart(request, limits)
      : await readUrlencoded(request, mediaType, limits.maxBytes, maxFields)
  // As in JSON: what copies fields into an object by assignment would give it another prototype.
  if (entries.some(([name]) => name === '__proto__')) {
    throw new ContentError('BODY_FORM', 'The form has a field named __proto__')
  }
  return new Form(entries)
}

async function readUrlencoded(
  request: HttpRequest,
  mediaType: MediaType,
  maxBytes: number,
  maxFields: number,
): Promise<Array<[string, FormValue]>> {
  expectUtf8(mediaType)
  const decode = textDecoder(undefined, [])
  return parseUrlencoded(decode(await readContent(request, maxBytes)), maxFields)
}

async function readMultipart(request: HttpRequest, limits: PartsLimits): Promise<Array<[string, FormValue]>> {
  const entries: Array<[string, FormValue]> = []
  for await (const part of partsOf(request, limits)) {
    const value = await valueOf(part)
    if (value !== undefined) entries.push([part.name, value])
  }
  return entries
}

/** @returns `undefined` for a file input without a file: browsers send neither name nor content */
async function valueOf(part: Part): Promise<FormValue | undefined> {
  const { filename, type } = part
  if (filename === undefined) return part.text()
  const bytes = await part.bytes()
  return filename === '' && bytes.byteLength === 0 ? undefined : { filename, type, bytes }
}
