import { mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder that contenders serve. */
export const FILES: string = fileURLToPath(new URL('../../.cache/files/', import.meta.url))

/** Name of a file in there. */
export type FileName = '1k.bin' | '10m.bin'

/** Lengths in octets. */
const LENGTHS: Readonly<Record<FileName, number>> = { '1k.bin': 2 ** 10, '10m.bin': 10 * 2 ** 20 }

/** What is in a file. */
export function contentOf(name: FileName): string {
  return 'x'.repeat(LENGTHS[name])
}

/** Makes the files that are not there. */
export function makeFiles(folder: string = FILES): void {
  mkdirSync(folder, { recursive: true })
  for (const name of Object.keys(LENGTHS) as FileName[]) {
    const path = join(folder, name)
    const length = statSync(path, { throwIfNoEntry: false })?.size
    if (length !== LENGTHS[name]) writeFileSync(path, contentOf(name))
  }
}
