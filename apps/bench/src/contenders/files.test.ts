import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { contentOf, makeFiles } from './files.ts'

let folder: string
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'bench-test-'))))
afterEach(() => rmSync(folder, { recursive: true }))

describe('makeFiles', () => {
  it('makes what is missing or has another length', () => {
    makeFiles(folder)
    writeFileSync(join(folder, '1k.bin'), 'short')
    makeFiles(folder)
    expect(readFileSync(join(folder, '1k.bin'), 'utf8')).toBe(contentOf('1k.bin'))
    expect(contentOf('1k.bin')).toHaveLength(1024)
  })
})
