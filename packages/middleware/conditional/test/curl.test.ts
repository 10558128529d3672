import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { json, readJson } from '@tsgi/message'
import type { Application } from '@tsgi/spec'
import { start } from '@tsgi/test-servers'
import { expect, it, onTestFinished } from 'vitest'
import { conditional, precondition } from '../src/index.ts'

const run = promisify(execFile)

async function curl(...args: string[]): Promise<string> {
  const { stdout } = await run('curl', ['--silent', '--show-error', '--write-out', ' %{http_code}', ...args])
  return stdout
}

function tagFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'conditional-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return join(folder, 'tag')
}

it('is asked by curl with the tag that it has saved', async () => {
  let count = 0
  const { url } = await start(conditional()(() => json({ count })))
  const tag = tagFile()
  expect(await curl('--etag-save', tag, url)).toBe('{"count":0} 200')
  expect(await curl('--etag-compare', tag, url)).toBe(' 304')
  expect(await curl('--etag-compare', tag, '--head', url)).toMatch(/^HTTP\/1.1 304 [^]+ 304$/)
  count++
  expect(await curl('--etag-compare', tag, '--etag-save', tag, url)).toBe('{"count":1} 200')
  expect(await curl('--etag-compare', tag, url)).toBe(' 304')
})

it('refuses the second of two who change the same version', async () => {
  let note: unknown = 'first'
  let version = 1
  const notes: Application = async (request) => {
    const etag = `"${version}"`
    const refusal = precondition(request, { etag })
    if (refusal !== null) return refusal
    if (request.method === 'PUT') {
      note = await readJson(request)
      version++
    }
    return json(note, { headers: { etag: `"${version}"` } })
  }
  const { url } = await start(conditional()(notes))
  const put = (content: string): Promise<string> =>
    curl('--request', 'PUT', '--json', content, '--header', 'if-match: "1"', url)
  expect(await put('"second"')).toBe('"second" 200')
  expect(await put('"third"')).toBe('Precondition Failed\n 412')
  expect(await curl(url)).toBe('"second" 200')
})
