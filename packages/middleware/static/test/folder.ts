import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished, vi } from 'vitest'

/** Makes a folder with files, which is removed when the test has finished. @returns its path */
export function folder(files: Readonly<Record<string, string | Uint8Array>>): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'tsgi-static-')))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  write(root, files)
  return root
}

/** Writes files into a folder. */
export function write(root: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), content)
  }
}

/** Stops the clock of this process, so that files written just now stay young. */
export function stopTime(): void {
  // File systems know parts of milliseconds.
  vi.useFakeTimers({ toFake: ['Date', 'performance'], now: Date.now() + 1 })
  onTestFinished(() => void vi.useRealTimers())
}

/** Moves this process ten seconds on, so that files just written are no longer young, and what was looked at is old. */
export function letTimePass(): void {
  const now = Date.now() + 10_000
  if (vi.isFakeTimers()) vi.advanceTimersByTime(10_000)
  else vi.useFakeTimers({ toFake: ['Date', 'performance'], now })
  onTestFinished(() => void vi.useRealTimers())
}

/** Bytes that differ from place to place. */
export function noise(size: number, seed = 1): Uint8Array {
  const bytes = new Uint8Array(size)
  let state = seed
  for (let index = 0; index < size; index++) {
    state = (state * 1_103_515_245 + 12_345) & 0x7fffffff
    bytes[index] = state >> 16
  }
  return bytes
}
