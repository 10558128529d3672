import { request } from 'node:http'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { launch, serve } from './command.ts'
import { eventually } from './manager/managed.ts'

const hello = `export default (request) => ({
  status: 200,
  headers: { 'content-type': 'text/plain', 'x-method': request.method },
  body: 'hello\\n',
})`
const files = { 'app.mjs': hello }

describe('the address', () => {
  it('is told in one line, and answers GET and HEAD', async () => {
    const { url, stop } = await serve(['app.mjs'], { files })
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/?$/)

    const got = await fetch(url)
    expect([got.status, got.headers.get('x-method'), await got.text()]).toEqual([200, 'GET', 'hello\n'])
    const head = await fetch(url, { method: 'HEAD' })
    expect([head.status, head.headers.get('x-method'), await head.text()]).toEqual([200, 'HEAD', ''])

    expect((await stop()).stdout).toBe(`Serving app.mjs on ${url}\n`)
  })

  it('comes from HOST and PORT', async () => {
    const { serves } = launch(['serve', 'app.mjs'], { files, env: { HOST: 'localhost', PORT: '0' } })
    expect((await fetch(await serves())).status).toBe(200)
  })

  it('comes from a flag first', async () => {
    const { url } = await serve(['app.mjs', '--host', '127.0.0.1'], {
      files,
      env: { HOST: 'nowhere.invalid', PORT: '1' },
    })
    expect((await fetch(url)).status).toBe(200)
  })

  it('is a unix socket, whatever the environment says', async () => {
    const { serves, directory } = launch(['serve', 'app.mjs', '--unix', 'app.sock'], {
      files,
      env: { PORT: '1' },
    })
    expect(await serves()).toContain('app.sock')
    expect(await statusOver(join(directory, 'app.sock'))).toBe(200)
  })
})

describe('SIGTERM', () => {
  it('lets an answer in flight end, and takes no new connection', async () => {
    const { url, process, says, ended } = await serve(['app.mjs'], {
      files: {
        'app.mjs': `
          import { once } from 'node:events'
          export default (request) => ({
            status: 200,
            headers: { 'content-type': 'text/plain' },
            body: request.path === '/other' ? 'other' : (async function* () {
              const asked = once(process, 'SIGCONT')
              yield 'begun, '
              await asked
              yield 'ended'
            })(),
          })`,
      },
    })
    const response = await fetch(url)
    process.kill('SIGTERM')
    await says('stopping within 30 s')
    await eventually(() => isRefused(`${url}/other`), Boolean)

    process.kill('SIGCONT')
    expect(await response.text()).toBe('begun, ended')
    expect((await ended).code).toBe(0)
  })

  it('ends a process that an application would keep alive', async () => {
    const { stop } = await serve(['app.mjs'], {
      files: { 'app.mjs': `setInterval(() => {}, 1000)\n${hello}` },
    })
    expect((await stop()).code).toBe(0)
  })
})

describe('output', () => {
  it('tells what an application throws, without the query and with control characters escaped', async () => {
    const { url, stop } = await serve(['app.mjs'], {
      files: {
        'app.mjs': `export default (request) => { throw new Error('bad \\u001b[31m\\ntsgi: all is well') }`,
      },
    })
    expect((await fetch(new URL('/a?token=secret', url))).status).toBe(500)
    const { stderr } = await stop()
    expect(stderr).toContain('tsgi: GET /a: Error: bad \\u{1b}[31m\ntsgi:   tsgi: all is well\n')
    expect(stderr).not.toContain('secret')
    for (const line of stderr.trimEnd().split('\n')) expect(line).toMatch(/^tsgi: /)
  })

  it('is only errors with --quiet', async () => {
    const service = `export default { app: () => null, start: () => console.log('started') }`
    const { process, ended } = launch(['serve', 'app.mjs', '--quiet', '--validate', '--unix', 'app.sock'], {
      files: { 'app.mjs': service },
    })
    process.stdout?.once('data', () => process.kill('SIGTERM'))
    expect(await ended).toEqual({ code: 0, stdout: 'started\n', stderr: '' })
  })

  it('may lose its reader without ending the server', async () => {
    const { url, process, stop } = await serve(['app.mjs'], {
      files: { 'app.mjs': `export default (request) => { throw new Error('boom') }` },
    })
    process.stderr?.destroy()
    expect((await fetch(url)).status).toBe(500)
    expect((await fetch(url)).status).toBe(500)
    expect((await stop()).code).toBe(0)
  })

  it('has no colours outside a terminal', async () => {
    const { stop } = await serve(['app.mjs'], { files })
    const { stdout, stderr } = await stop()
    expect(stdout + stderr).not.toContain('\u001b')
  })
})

describe('--validate', () => {
  it('says that it is on, and names the rule that an application breaks', async () => {
    const { url, stop } = await serve(['app.mjs', '--validate'], {
      files: { 'app.mjs': `export default () => ({ status: 200, headers: { 'X-Shout': 'a' }, body: null })` },
    })
    expect((await fetch(url)).status).toBe(500)
    const { stderr } = await stop()
    expect(stderr).toContain('tsgi: the validator is on')
    expect(stderr).toContain('HEAD-5')
  })
})

/** Whether nobody listens any more. */
async function isRefused(url: string): Promise<boolean> {
  try {
    const response = await fetch(url)
    await response.body?.cancel()
    return false
  } catch {
    return true
  }
}

/** Status of a GET over a unix socket. */
function statusOver(socketPath: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request({ socketPath, path: '/', agent: false }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
      .on('error', reject)
      .end()
  })
}
