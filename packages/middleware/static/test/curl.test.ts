import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { start } from '@tsgi/test-servers'
import { describe, expect, it } from 'vitest'
import { serveStatic } from '../src/index.ts'
import { folder, noise } from './folder.ts'

const run = promisify(execFile)

async function curl(...args: string[]): Promise<string> {
  const { stdout } = await run('curl', ['--silent', '--show-error', '--path-as-is', ...args], {
    maxBuffer: 1e8,
  })
  return stdout
}

describe('curl', () => {
  it('continues a download that broke off', async () => {
    const root = folder({ 'a.bin': noise(3_000_000), 'got/part': noise(3_000_000).subarray(0, 1_234_567) })
    const { url } = await start(serveStatic(root))
    await curl('--continue-at', '-', '--output', join(root, 'got/part'), `${url}/a.bin`)
    expect(Buffer.compare(readFileSync(join(root, 'got/part')), noise(3_000_000))).toBe(0)
  })

  it('gets 304 by tag and by date, and no content', async () => {
    const root = folder({ 'a.txt': 'hello\n' })
    const { url } = await start(serveStatic(root))
    const status = '%{http_code} %{size_download}\n'
    const tag = join(root, 'tag')
    expect(await curl('--etag-save', tag, '--write-out', status, `${url}/a.txt`)).toBe('hello\n200 6\n')
    expect(await curl('--etag-compare', tag, '--write-out', status, `${url}/a.txt`)).toBe('304 0\n')
    const [file, got] = [join(root, 'a.txt'), join(root, 'got')]
    expect(await curl('--time-cond', file, '--output', got, '--write-out', status, `${url}/a.txt`)).toBe(
      '304 0\n',
    )
  })

  it('gets several ranges, the head alone, and what lies ready compressed', async () => {
    const root = folder({ 'a.txt': 'hello world\n', 'a.txt.gz': gzipSync('hello world\n') })
    const { url } = await start(serveStatic(root))
    expect(await curl('--range', '0-4,6-10', `${url}/a.txt`)).toMatch(
      /\r\n\r\nhello\r\n--[^]*\r\n\r\nworld\r\n--/,
    )
    expect(await curl('--head', `${url}/a.txt`)).toMatch(/content-length: 12\r\n/)
    const headed = await curl('--compressed', '--include', '-H', 'accept-encoding: gzip', `${url}/a.txt`)
    expect(headed).toMatch(/content-encoding: gzip\r\n[^]*\r\n\r\nhello world\n$/)
  })

  it.each([
    '/../../../../etc/passwd',
    '/..%2f..%2fetc/passwd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '//etc/passwd',
    '/..\\..\\etc\\passwd',
  ])('ST1 does not get out by %s', async (path) => {
    const { url } = await start(serveStatic(folder({ a: 'a' })))
    expect(await curl('--output', '/dev/null', '--write-out', '%{http_code}', url + path)).toMatch(/^40[04]$/)
  })
})
