/** What something is, for messages: `null`, `an array`, `a function`, `an object of IncomingMessage`. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  if (Array.isArray(value)) return 'an array'
  if (typeof value !== 'object') return `a ${typeof value}`
  const { constructor: type } = value
  return typeof type === 'function' && type !== Object && type.name !== ''
    ? `an object of ${type.name}`
    : 'an object'
}
