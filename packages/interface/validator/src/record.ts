/**
 * Whether a value is plain data: an object literal, an object without prototype, or an instance of a class
 * whose prototype has none. Maps, arrays and fetch `Headers` are not.
 */
export function isRecord(value: unknown): value is Record<PropertyKey, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

/** Whether a lookup in a record can only find what the record itself holds. */
export function inheritsNothing(record: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(record)
  return prototype === null || Reflect.ownKeys(prototype as object).length === 0
}

/**
 * Copies a record, its symbols and its prototype included, and freezes the copy. The values are the same,
 * unless `copyValue` makes others.
 */
export function frozenCopy<T extends object>(record: T, copyValue?: (value: unknown) => unknown): T {
  const copy = { ...record } as Record<PropertyKey, unknown>
  Object.setPrototypeOf(copy, Object.getPrototypeOf(record) as object | null)
  if (copyValue) for (const key of Object.keys(copy)) copy[key] = copyValue(copy[key])
  return Object.freeze(copy) as T
}
