/** A member of any value; `undefined` where it has none. */
export function memberOf(value: unknown, name: string): unknown {
  return value === null || value === undefined ? undefined : Reflect.get(Object(value), name)
}
