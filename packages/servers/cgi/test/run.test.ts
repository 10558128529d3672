import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { ended, runProgram, start } from './program.ts'

const ECHO = `
const app = async (request) => {
  let content = request.body === null ? 'none' : ''
  if (request.body !== null) for await (const chunk of request.body) content += Buffer.from(chunk)
  const { basePath, path, query, authority } = request
  return { status: 200, headers: { 'content-type': 'text/plain' }, body: [basePath, path, query, authority, content].join(' ') }
}`

describe('a request', () => {
  it('is that of the environment, its path raw, and arguments are not looked at (GW10, GW11)', async () => {
    const { code, stdout, stderr } = await runProgram(ECHO)
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(
      /^Status: 200 OK\r\ncontent-type: text\/plain\r\ndate: [^\r]+\r\ncontent-length: \d+\r\n\r\n/,
    )
    expect(stdout.split('\r\n\r\n')[1]).toBe('/cgi-bin/app /a%2Fb x=1 example.com none')
  })

  it('has the content that its length says', async () => {
    const { stdout } = await runProgram(
      ECHO,
      { REQUEST_METHOD: 'POST', CONTENT_LENGTH: '5' },
      'hello, and more',
    )
    expect(stdout).toMatch(/ hello$/)
  })

  it('has content up to the end where it came in chunks, without a length', async () => {
    const { stdout } = await runProgram(
      ECHO,
      { HTTP_TRANSFER_ENCODING: 'chunked', CONTENT_LENGTH: '' },
      'hello',
    )
    expect(stdout).toMatch(/ hello$/)
  })

  it('in chunks may have too much content as well', async () => {
    const { stdout } = await runProgram(
      `options = { maxContentBytes: 4 }\n${ECHO}`,
      { HTTP_TRANSFER_ENCODING: 'chunked', CONTENT_LENGTH: '' },
      'hello',
    )
    expect(stdout.split('\r\n')[0]).toBe('Status: 413 Content Too Large')
  })

  it('has fields of one character for each octet, whether or not that is UTF-8', async () => {
    const app = `
process.env.HTTP_CHANGED = 'gr\\u00fc\\u00dfe'
const app = ({ headers }) => ({ status: 200, headers: {}, body: JSON.stringify(headers) })`
    const { stdout } = await ended(
      start(app, { HTTP_UTF8: 'gr\u00fc\u00dfe' }, "HTTP_LATIN1=$(printf 'gr\\374\\337e')"),
    )
    expect(JSON.parse(stdout.split('\r\n\r\n')[1]!)).toMatchObject({
      changed: 'gr\u00c3\u00bc\u00c3\u009fe',
      utf8: 'gr\u00c3\u00bc\u00c3\u009fe',
      latin1: 'gr\u00fc\u00dfe',
    })
  })

  it('never sees a Proxy field (GW1)', async () => {
    const app = `const app = ({ headers }) => ({ status: 200, headers: {}, body: JSON.stringify(headers) })`
    const { stdout } = await runProgram(app, { HTTP_PROXY: 'http://evil', HTTP_ACCEPT: 'text/html' })
    expect(JSON.parse(stdout.split('\r\n\r\n')[1]!)).toEqual({ host: 'example.com', accept: 'text/html' })
  })

  it('whose content ends too early fails for who reads it (GW16)', async () => {
    const { code, stdout, stderr } = await runProgram(ECHO, { CONTENT_LENGTH: '50' }, 'hello')
    expect([code, stdout.split('\r\n')[0]]).toEqual([1, 'Status: 500 Internal Server Error'])
    expect(stderr).toContain('Standard input ended before all content had come')
  })

  it('with too much content is answered with 413', async () => {
    const { code, stdout, stderr } = await runProgram(
      `options = { maxContentBytes: 4 }\n${ECHO}`,
      {},
      'hello',
    )
    expect([code, stdout.split('\r\n')[0]]).toEqual([0, 'Status: 413 Content Too Large'])
    expect(stderr).toContain('More content than the 4 octets that are read')
  })

  it.each([
    ['REQUEST_METHOD', 'No REQUEST_METHOD'],
    ['HTTP_HOST', 'No HTTP_HOST'],
  ])('without %s is answered with 400, and the reason is told', async (name, reason) => {
    const child = start(`delete process.env.${name}\n${ECHO}`)
    const { code, stdout, stderr } = await ended(child)
    expect([code, stdout.split('\r\n')[0]]).toEqual([0, 'Status: 400 Bad Request'])
    expect(stderr).toContain(reason)
  })
})

describe('an answer', () => {
  it('goes out as it is made, before the content of the request has come', async () => {
    const child = start(
      `const app = ({ body }) => ({ status: 200, headers: { 'content-type': 'text/plain' }, body })`,
      { CONTENT_LENGTH: '6' },
    )
    child.stdin!.write('one')
    let received = ''
    child.stdout!.setEncoding('utf8').on('data', (text: string) => (received += text))
    while (!received.includes('one')) await once(child.stdout!, 'data')
    child.stdin!.end('two')
    await once(child, 'close')
    expect(received.split('\r\n\r\n')[1]).toBe('onetwo')
  })

  it('may be large', async () => {
    const { code, stdout } = await runProgram(
      `const app = () => ({ status: 200, headers: {}, body: 'x'.repeat(3_000_000) })`,
    )
    expect([code, stdout.split('\r\n\r\n')[1]!.length]).toEqual([0, 3_000_000])
  })

  it('has a status line of HTTP where the script is NPH', async () => {
    const { stdout } = await runProgram(ECHO, { SCRIPT_FILENAME: '/srv/cgi-bin/nph-app' })
    expect(stdout).toMatch(/^HTTP\/1.1 200 OK\r\n[^]*\r\nconnection: close\r\n\r\n/)
  })

  it('is not touched by what the application prints', async () => {
    const app = `
const app = () => {
  console.log('printed')
  process.stdout.write('written')
  return { status: 200, headers: {}, body: 'answer' }
}`
    const { stdout, stderr } = await runProgram(app)
    expect([stdout.startsWith('Status: 200'), stdout.split('\r\n\r\n')[1], stderr]).toEqual([
      true,
      'answer',
      'printed\nwritten',
    ])
  })

  it('comes before the work that goes on, and the process ends after it', async () => {
    const app = `
setInterval(() => {}, 1000)
const app = {
  app: ({ exchange }) => {
    exchange.waitUntil(new Promise((resolve) => setTimeout(resolve, 20)).then(() => console.error('worked')))
    return { status: 200, headers: {}, body: 'answer' }
  },
  stop: () => console.error('stopped'),
}`
    const { code, stderr } = await runProgram(app)
    expect([code, stderr]).toEqual([0, 'worked\nstopped\n'])
  })
})

describe('errors', () => {
  it.each([
    ['the application throws', `const app = () => { throw new Error('secret') }`],
    ['it returns nothing', `const app = () => {} // secret`],
    ['the service does not start', `const app = { app: () => {}, start() { throw new Error('secret') } }`],
  ])('are 500 to the client and go to standard error: %s', async (_what, program) => {
    const { code, stdout, stderr } = await runProgram(program)
    expect([code, stdout.split('\r\n')[0], stdout.includes('secret')]).toEqual([
      1,
      'Status: 500 Internal Server Error',
      false,
    ])
    expect(stderr).not.toBe('')
  })

  it('behind the head cut the answer, and the exit code says so', async () => {
    const app = `
const app = () => ({
  status: 200,
  headers: { 'content-length': '100' },
  body: (async function* () { yield 'begun'; throw new Error('broken') })(),
})`
    const { code, stdout, stderr } = await runProgram(app)
    expect([code, stdout.split('\r\n\r\n')[1]]).toEqual([1, 'begun'])
    expect(stderr).toContain('broken')
  })

  it('in options are TypeErrors', async () => {
    const { code, stderr } = await runProgram(`options = { nhp: true }\n${ECHO}`)
    expect([code, stderr.includes("TypeError: Unknown option 'nhp' of run()")]).toEqual([1, true])
  })
})

describe('a client that leaves', () => {
  const WAITS = `
const app = ({ exchange: { signal } }) => new Promise((resolve, reject) => {
  signal.addEventListener('abort', () => { console.error(signal.reason.code); reject(signal.reason) })
  console.error('called')
})`

  it('aborts the signal: web servers tell by SIGTERM (GW20)', async () => {
    const child = start(WAITS)
    const end = ended(child)
    await once(child.stderr!, 'data')
    child.kill('SIGTERM')
    expect(await end).toEqual({ code: 1, stdout: '', stderr: 'called\nCLIENT_LEFT\n' })
  })

  it('is noticed when nobody takes the answer', async () => {
    const child = start(`
const app = () => ({
  status: 200,
  headers: {},
  body: (async function* () {
    try { for (;;) { yield 'x'.repeat(65_536); await new Promise((resolve) => setImmediate(resolve)) } }
    finally { console.error('closed') }
  })(),
})`)
    await once(child.stdout!, 'data')
    child.stdout!.destroy()
    const [code] = (await once(child, 'exit')) as [number]
    expect(code).toBe(1)
  })
})
