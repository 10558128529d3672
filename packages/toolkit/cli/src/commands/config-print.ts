import type { ResolvedSettings } from '../options/resolve.ts'
import { createOutput } from '../output.ts'

/** `tsgi config print`: each setting with its value and who said it. */
export function printConfig(resolved: ResolvedSettings, { json }: { json: boolean }): void {
  const output = createOutput()
  if (json) {
    for (const line of JSON.stringify(Object.fromEntries(resolved), null, 2).split('\n')) output.result(line)
    return
  }
  const rows = [...resolved].map(([name, { value, source }]) => [name, textOf(value), source] as const)
  const [first, second] = [0, 1].map((column) => Math.max(...rows.map((row) => (row[column] ?? '').length)))
  for (const [name, value, source] of rows) {
    output.result(`${name.padEnd(first ?? 0)}  ${value.padEnd(Math.min(second ?? 0, 40))}  ${source}`)
  }
}

function textOf(value: unknown): string {
  return value === undefined ? '-' : typeof value === 'string' ? value : JSON.stringify(value)
}
