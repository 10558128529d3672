/**
 * Header fields without inherited properties (SPEC HEAD-3), handed out as `RequestHeaders` or `ResponseHeaders`.
 *
 * A class with an empty prototype, because V8 keeps its instances fast: `Object.create(null)` and `{ __proto__: null }`
 * make dictionaries, and a spread that adds a name costs ten times a copy in a loop.
 */
export class FieldRecord {
  [name: string]: string | readonly string[]
}
Object.setPrototypeOf(FieldRecord.prototype, null)
Reflect.deleteProperty(FieldRecord.prototype, 'constructor')

type Fields = Readonly<Record<string, string | readonly string[] | undefined>>

/** Copies the own fields of `headers`, all of them or those whose name `keep` accepts. */
export function copyFields(headers: Fields, keep?: (name: string) => boolean): FieldRecord {
  const copy = new FieldRecord()
  addFields(copy, headers, keep)
  return copy
}

/** Sets in `target` the own fields of `headers`, all of them or those whose name `keep` accepts. */
export function addFields(target: FieldRecord, headers: Fields, keep?: (name: string) => boolean): void {
  for (const name in headers) {
    if (!Object.prototype.hasOwnProperty.call(headers, name) || keep?.(name) === false) continue
    const value = headers[name]
    if (value !== undefined) target[name] = value
  }
}

/**
 * Returns a name that is in lower case (SPEC HEAD-5). Whether it is a token the server checks, once.
 * @throws TypeError on a capital letter: two spellings would be two fields
 */
export function lowerCaseName(name: string): string {
  for (let index = 0; index < name.length; index++) {
    const code = name.charCodeAt(index)
    if (code >= 0x41 && code <= 0x5a) {
      throw new TypeError(`Header names are lower-case: got '${name}', expected '${name.toLowerCase()}'`)
    }
  }
  return name
}
