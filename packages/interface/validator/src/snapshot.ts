/** Own members of an object at one moment. */
export type Snapshot = ReadonlyMap<PropertyKey, unknown>

/** Snapshots of objects that were returned before. */
const memory = new WeakMap<object, Snapshot>()

/** Notes the own, enumerable members of an object. */
export function takeSnapshot(object: object, note = (value: unknown): unknown => value): Snapshot {
  const own = { ...object } as Record<PropertyKey, unknown>
  return new Map(Reflect.ownKeys(own).map((key) => [key, note(own[key])]))
}

/** Names a member in which two snapshots differ: `"path"`; `undefined` when there is none. */
export function difference(before: Snapshot, after: Snapshot): string | undefined {
  const key = [...after.keys(), ...before.keys()].find((name) => !isSame(before.get(name), after.get(name)))
  if (key === undefined) return undefined
  return typeof key === 'string' ? JSON.stringify(key) : String(key)
}

/**
 * Names a member in which an object differs from what it was when this was last called with it, and notes it
 * anew.
 */
export function differenceSinceLastTime(object: object): string | undefined {
  const now = takeSnapshot(object, copyLines)
  const before = memory.get(object) ?? now
  memory.set(object, now)
  return difference(before, now)
}

/** Lines of a repeated field: the array itself may be changed. */
function copyLines(value: unknown): unknown {
  return Array.isArray(value) ? [...(value as unknown[])] : value
}

function isSame(a: unknown, b: unknown): boolean {
  if (!Array.isArray(a) || !Array.isArray(b)) return Object.is(a, b)
  return a.length === b.length && a.every((item, index) => Object.is(item, b[index]))
}
