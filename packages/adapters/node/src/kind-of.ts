/** What something is, for messages: `null`, `undefined`, `string`, `object` … */
export function kindOf(value: unknown): string {
  return value === null ? 'null' : typeof value
}
