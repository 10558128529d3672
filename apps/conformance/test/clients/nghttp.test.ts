import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { digest, DOWNLOAD_BYTES } from './application.ts'
import { runProgram } from './run-program.ts'
import { declareClient } from './served.ts'

const folder = mkdtempSync(join(tmpdir(), 'conformance-'))
const file = join(folder, 'content')
const content = Buffer.alloc(3_000_000, 'nghttp2')
writeFileSync(file, content)
afterAll(() => rmSync(folder, { recursive: true }))

declareClient('nghttp', (url) => {
  const nghttp = async (path: string, ...args: string[]): Promise<Buffer> => {
    const { stdout, exitCode } = await runProgram('nghttp', ['--timeout=30', ...args, url() + path])
    expect(exitCode).toBe(0)
    return stdout
  }

  /** What is told of an exchange, without colours. */
  const frames = async (path: string, ...args: string[]): Promise<string> =>
    // eslint-disable-next-line no-control-regex
    String(await nghttp(path, '-v', '-n', ...args)).replaceAll(/\x1b\[[0-9;]*m/g, '')

  it('downloads', async () => {
    expect((await nghttp('/download')).length).toBe(DOWNLOAD_BYTES)
  })

  it('downloads through small windows', async () => {
    expect((await nghttp('/download', '-w', '14', '-W', '14')).length).toBe(DOWNLOAD_BYTES)
  })

  it('uploads', async () => {
    expect(JSON.parse(String(await nghttp('/digest', '-d', file)))).toEqual(digest(content))
  })

  it('uploads with trailers and padding', async () => {
    const answer = await nghttp('/digest', '-d', file, '--trailer', 'x-checksum: abc', '-b', '255')
    expect(JSON.parse(String(answer))).toEqual(digest(content))
  })

  it('waits for 100 (Continue)', async () => {
    const told = await frames('/digest', '-d', file, '--expect-continue')
    expect(told.indexOf(':status: 100')).toBeGreaterThan(0)
    expect(told.indexOf(':status: 100')).toBeLessThan(told.indexOf(':status: 200'))
  })

  it('streams both ways', async () => {
    expect(digest(await nghttp('/echo', '-d', file))).toEqual(digest(content))
  })

  it('gets 103 and trailers', async () => {
    expect(await frames('/hints')).toMatch(/:status: 103\n[^]*link: <\/tell\?>[^]*:status: 200\n/)
    expect(await frames('/trailers')).toMatch(/:status: 200\n[^]*DATA frame[^]*x-checksum: abc\n/)
  })

  it('meets no error of the protocol', async () => {
    const told = await frames('/version', '-m', '20')
    expect(told.match(/:status: 200/g)).toHaveLength(20)
    expect(told).not.toMatch(/RST_STREAM|error_code=(?!NO_ERROR)/)
  })
})

declareClient('h2load', (url) => {
  const h2load = async (path: string, ...args: string[]): Promise<string> => {
    const { stdout } = await runProgram('h2load', ['-t', '1', '-c', '4', '-m', '10', ...args, url() + path])
    return /requests: .*/.exec(String(stdout))?.[0] ?? String(stdout)
  }
  const all = (count: number): string =>
    `requests: ${count} total, ${count} started, ${count} done, ${count} succeeded, 0 failed, 0 errored, 0 timeout`

  it('asks many times', async () => {
    expect(await h2load('/version', '-n', '400')).toBe(all(400))
  })

  it('uploads many times', async () => {
    expect(await h2load('/digest', '-n', '20', '-d', file)).toBe(all(20))
  })

  it('downloads from several streams at once', async () => {
    expect(await h2load('/download', '-n', '8')).toBe(all(8))
  })
})
