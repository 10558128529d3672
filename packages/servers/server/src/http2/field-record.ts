/** Values by field name; inherits nothing, so that any name is data: `__proto__` and `constructor` too. */
export interface FieldRecord<Value> {
  /** What is known of a field. */
  [name: string]: Value
}

/** An empty record. Instances of a class are fast, where a literal without prototype would be a slow dictionary. */
export const FieldRecord: new <Value>() => FieldRecord<Value> = function () {} as unknown as new <
  Value,
>() => FieldRecord<Value>
FieldRecord.prototype = Object.freeze(Object.create(null))
