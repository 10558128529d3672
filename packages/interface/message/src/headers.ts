import type { HttpRequest, HttpResponse, ResponseHeaders } from '@tsgi/spec'
import { addFields, copyFields, lowerCaseName } from './field-record.ts'
import type { FieldRecord } from './field-record.ts'

type Message = HttpRequest | HttpResponse

/** What a field holds: one string; on responses also an array, a string for each field line (SPEC HEAD-6). */
type FieldValue<M extends Message> = M extends HttpRequest ? string : string | readonly string[]

/** Several fields: values by lower-case name. */
type Fields<M extends Message> = M extends HttpRequest ? Readonly<Record<string, string>> : ResponseHeaders

/**
 * Sets a field in a copy of a request or a response; what it held before is replaced.
 * @param name in lower case: `'cache-control'`
 * @param value a string; on responses also an array, with a string for each field line
 * @throws TypeError when the name has a capital letter
 */
export function withHeader<M extends Message>(message: M, name: string, value: FieldValue<M>): M {
  const headers = copyFields(message.headers)
  headers[lowerCaseName(name)] = value
  return derived(message, headers)
}

/**
 * Sets several fields in a copy of a request or a response; what they held before is replaced.
 * @param fields values by lower-case name, as for `withHeader`
 * @throws TypeError when a name has a capital letter
 */
export function withHeaders<M extends Message>(message: M, fields: Fields<M>): M {
  Object.keys(fields).forEach(lowerCaseName)
  const headers = copyFields(message.headers)
  addFields(headers, fields)
  return derived(message, headers)
}

/**
 * Leaves a field out of a copy of a request or a response, whether it was there or not.
 * @param name in lower case
 * @throws TypeError when the name has a capital letter
 */
export function withoutHeader<M extends Message>(message: M, name: string): M {
  lowerCaseName(name)
  const headers = copyFields(message.headers, (other) => other !== name)
  return derived(message, headers)
}

/**
 * Adds to what a field holds, in a copy of a request or a response:
 *
 * - `set-cookie`, and what is an array already, gets another field line (SPEC HEAD-7);
 * - `vary` becomes the union of both lists, without regard to case; `*` absorbs all names;
 * - `cookie` is joined with `'; '`, everything else with `', '` (SPEC HEAD-2).
 * @param name in lower case
 * @throws TypeError when the name has a capital letter
 * @see RFC 9110 §5.3, §12.5.5
 */
export function appendHeader<M extends Message>(message: M, name: string, value: string): M {
  const headers = copyFields(message.headers)
  headers[lowerCaseName(name)] = appended(name, headers[name], value)
  return derived(message, headers)
}

/** Not by spread, which costs four times as much where messages of many shapes pass (Node 20). */
function derived<M extends Message>(message: M, headers: FieldRecord): M {
  return Object.assign({}, message, { headers })
}

type Held = string | readonly string[] | undefined

function appended(name: string, held: Held, value: string): string | readonly string[] {
  if (held === undefined || held === '') return value
  if (name === 'vary') return unionOfNames(`${typeof held === 'string' ? held : held.join()},${value}`)
  if (typeof held !== 'string') return [...held, value]
  if (name === 'set-cookie') return [held, value]
  return held + (name === 'cookie' ? '; ' : ', ') + value
}

/** The names of a list in order, each once, in the spelling that comes first. */
function unionOfNames(list: string): string {
  const seen = new Set<string>()
  const names: string[] = []
  for (const item of list.split(',')) {
    const name = item.trim()
    const key = name.toLowerCase()
    if (name === '' || seen.has(key)) continue
    seen.add(key)
    names.push(name)
  }
  return seen.has('*') ? '*' : names.join(', ')
}
