import { Buffer } from 'node:buffer'
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** When the files were changed last. */
export const MODIFIED = 'Wed, 01 Jan 2025 00:00:00 GMT'

/** A folder of files that are the same in each run, to the time of change. */
export const folder: string = mkdtempSync(join(tmpdir(), 'tsgi-express-'))

const files: Readonly<Record<string, string | Uint8Array>> = {
  'hello.txt': 'hello world',
  'page.html': '<p>page</p>\n',
  'data.json': '{"a":1}',
  'style.css': 'a{}',
  'picture.png': Buffer.from([137, 80, 78, 71]),
  unknown: 'no extension',
  'empty.txt': '',
  'with space.txt': 'space',
  'größe ☕.txt': 'names',
  '.hidden': 'hidden',
  'big.txt': '0123456789'.repeat(20_000),
  'folder/index.html': '<p>index</p>\n',
  'folder/.secret/key.txt': 'key',
}

for (const [name, content] of Object.entries(files)) {
  const path = join(folder, name)
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, content)
  utimesSync(path, new Date(MODIFIED), new Date(MODIFIED))
}

process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
