import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** Makes an empty folder, which is removed when the test has finished. @returns its path */
export function folder(): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'tsgi-access-log-')))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  return root
}
