/** Field values by lower-case name. Inherits nothing, so any name is data: `fields.constructor` is what was sent. */
export interface Fields<Value = string> {
  /** A value, without blanks around it. */
  [name: string]: Value
}

/**
 * An empty record. Instances of a class are fast to fill and to read, where `Object.create(null)` would give a slow
 * dictionary; the prototype in between is empty and inherits nothing either.
 */
export const Fields: new <Value = string>() => Fields<Value> = function () {} as unknown as new <
  Value = string,
>() => Fields<Value>
Fields.prototype = Object.freeze(Object.create(null))
