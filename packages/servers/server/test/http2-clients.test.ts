import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { Agent, request } from 'undici'
import { describe, expect, it } from 'vitest'
import { echo } from './applications.ts'
import { startHttp2 } from './http2-serve.ts'
import { isHttp2Preface } from '../src/http2/preface.ts'
import { http2Holes } from '../src/http2/http2-holes.ts'
import { certificate, startTls } from './tls-serve.ts'

const run = promisify(execFile)
const hasHttp2Curl = await run('curl', ['--version']).then(
  ({ stdout }) => stdout.includes('HTTP2'),
  () => false,
)

describe('other clients', () => {
  it.skipIf(!hasHttp2Curl)(
    'serves curl, over TLS and with prior knowledge (needs a curl with HTTP/2)',
    async () => {
      const plain = await startHttp2(echo)
      const over = await startTls(echo, { ...certificate('localhost') })
      const common = ['-s', '-d', 'hello', '-w', ' %{http_version}']
      const known = ['--http2-prior-knowledge', `http://127.0.0.1:${plain.port}/`]
      const secured = [
        '--http2',
        '--cacert',
        certificate('authority').cert,
        `https://localhost:${over.port}/`,
      ]
      expect((await run('curl', [...common, ...known])).stdout).toBe('hello 2')
      expect((await run('curl', [...common, ...secured])).stdout).toBe('hello 2')
    },
  )

  it('serves undici', async () => {
    const { port, agents } = await startTls(echo, { ...certificate('localhost') })
    const dispatcher = new Agent({ allowH2: true, connect: { rejectUnauthorized: false } })
    agents.push(() => dispatcher.destroy())
    const options = { dispatcher, method: 'POST', body: 'x'.repeat(100_000) } as const
    const answers = await Promise.all([1, 2, 3].map(() => request(`https://localhost:${port}/`, options)))
    for (const { body } of answers) expect((await body.text()).length).toBe(100_000)
  })
})

describe('RFC 9113 §3.4: the preface', () => {
  it.each([
    ['', undefined],
    ['P', undefined],
    ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r', undefined],
    ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nmore', true],
    ['POST / HTTP/1.1\r\n', false],
    ['PRI * HTTP/1.1\r\n', false],
  ])('tells after %j: %s', (text, expected) => {
    expect(isHttp2Preface(Buffer.from(text))).toBe(expected)
  })

  it('looks at no more octets than were read', () => {
    expect(isHttp2Preface(Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), 3)).toBeUndefined()
  })
})

describe('known holes of the runtime', () => {
  it.each(['22.23.2', '22.24.0', '24.18.1', '26.5.1', '26.6.0', '27.0.0'])(
    'knows of none in %s',
    (version) => {
      expect(http2Holes(version)).toBeUndefined()
    },
  )

  it.each(['20.20.2', '22.23.1', '22.9.0', '24.18.0', '23.11.1', '25.0.0', '26.5.0'])(
    'warns of %s',
    (version) => {
      expect(http2Holes(version)).toContain(`Node ${version} has known security holes`)
    },
  )
})
