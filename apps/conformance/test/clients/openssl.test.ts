import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CERTIFICATE } from '../../src/certificate.ts'
import { serverTls } from '../../src/ways-in/server-tcp.ts'
import type { StartedWayIn } from '../../src/way-in.ts'
import { declareMissing, isInstalled } from '../run-suite.ts'
import { application } from './application.ts'
import { runProgram } from './run-program.ts'

if (isInstalled('openssl')) connect()
else declareMissing('The end of TLS', 'openssl')

/** Clients of HTTP/1.0 can tell by nothing else than the end of TLS whether they got everything (RFC 9112 §9.8). */
function connect(): void {
  describe.each(['-tls1_2', '-tls1_3'])('the end of TLS, to openssl %s', (version) => {
    let started: StartedWayIn
    beforeAll(async () => void (started = await serverTls.start(application())))
    afterAll(() => started?.close())

    const ask = async (path: string): Promise<{ content: string; stderr: string }> => {
      const where = ['-connect', new URL(started.url).host, '-CAfile', CERTIFICATE.cert]
      const request = `GET ${path} HTTP/1.0\r\nHost: localhost\r\n\r\n`
      const args = ['s_client', '-quiet', '-verify_return_error', version, ...where]
      const { stdout, stderr } = await runProgram('openssl', args, request)
      return { content: String(stdout).split('\r\n\r\n')[1] ?? '', stderr }
    }

    it('is told behind a whole answer', async () => {
      const { content, stderr } = await ask('/page')
      expect(content).toBe('<!doctype html><title>Page</title>')
      expect(stderr).not.toContain('unexpected eof')
    })

    it('is missing behind an answer that is cut off', async () => {
      const { content, stderr } = await ask('/cut')
      expect(content).toBe('first')
      expect(stderr).toContain('unexpected eof')
    })
  })
}
