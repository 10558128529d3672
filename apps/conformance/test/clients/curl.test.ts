import { expect, it } from 'vitest'
import { CERTIFICATE } from '../../src/certificate.ts'
import { digest, DOWNLOAD_BYTES } from './application.ts'
import { runProgram } from './run-program.ts'
import type { Ran } from './run-program.ts'
import { declareClient } from './served.ts'

/** What curl says of a stream that was reset. */
const HTTP2_STREAM_ERROR = 92

declareClient('curl', (url, isSecure) => {
  const version = isSecure ? '--http2' : '--http2-prior-knowledge'
  const curl = (path: string, args: readonly string[] = [], input?: Uint8Array): Promise<Ran> =>
    runProgram(
      'curl',
      ['-sS', '-m', '30', '--cacert', CERTIFICATE.cert, version, ...args, url() + path],
      input,
    )

  it('speaks HTTP/2', async () => {
    const { stdout } = await curl('/version', ['-w', ' %{http_version}'])
    const told = { httpVersion: '2.0', scheme: isSecure ? 'https' : 'http', alpn: isSecure ? 'h2' : null }
    expect(String(stdout)).toBe(`${JSON.stringify(told)} 2`)
  })

  it.each(['-T', '--data-binary'])('uploads five megabytes with %s', async (option) => {
    const content = Buffer.alloc(5_000_000, 'curl')
    const { stdout } = await curl('/digest', [option, option === '-T' ? '-' : '@-'], content)
    expect(JSON.parse(String(stdout))).toEqual(digest(content))
  })

  it('downloads', async () => {
    const { stdout, exitCode } = await curl('/download')
    expect([exitCode, stdout.length]).toEqual([0, DOWNLOAD_BYTES])
  })

  it('streams both ways', async () => {
    const content = Buffer.alloc(5_000_000, 'curl')
    const { stdout } = await curl('/echo', ['-T', '-'], content)
    expect(digest(stdout)).toEqual(digest(content))
  })

  it('shows 103, and what follows', async () => {
    const { stdout } = await curl('/hints', ['-i'])
    expect(String(stdout)).toMatch(
      /^HTTP\/2 103 \r\nlink: <\/tell\?>; rel=preload; as=script\r\n\r\nHTTP\/2 200 \r\n/,
    )
  })

  it('shows trailers', async () => {
    const { stdout } = await curl('/trailers', ['-D', '-', '-o', '/dev/null'])
    expect(String(stdout)).toMatch(/\r\n\r\nx-checksum: abc\r\n/)
  })

  it('notices an answer that is cut off', async () => {
    expect((await curl('/cut')).exitCode).toBe(HTTP2_STREAM_ERROR)
  })

  // Without TLS, curl 7.88 sends the further ones before it has a connection, whatever the server.
  it.runIf(isSecure)('asks for many things at once, over one connection', async () => {
    const urls = Array.from({ length: 40 }, () => `${url()}/version`)
    const args = ['-Z', '--parallel-max', '40', '-o', '/dev/null', '-w', '%{http_code} %{num_connects}\\n']
    const { stdout } = await curl('/version', [...args, ...urls.flatMap((one) => [one, '-o', '/dev/null'])])
    const lines = String(stdout).trim().split('\n')
    expect(lines.filter((line) => line.startsWith('200 '))).toHaveLength(41)
    expect(lines.filter((line) => line === '200 1')).toHaveLength(1)
  })
})
