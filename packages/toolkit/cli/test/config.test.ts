import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { run, serve } from './command.ts'

const hello = `export default () => ({ status: 200, headers: { 'content-type': 'text/plain' }, body: 'hello' })`

describe('the configuration file', () => {
  it.each([
    [
      'tsgi.config.json',
      '{ "$schema": "x", "app": "main.mjs", "port": 0, "server": { "maxContentBytes": 1 } }',
    ],
    [
      'tsgi.config.ts',
      `const port: number = 0\nexport default { app: 'main.mjs', port, server: { maxContentBytes: 1 } }`,
    ],
    ['tsgi.config.mjs', `export default { app: 'main.mjs', port: 0, server: { maxContentBytes: 1 } }`],
  ])('%s says what to serve, and how', async (name, config) => {
    const { url } = await serve([], { files: { [name]: config, 'main.mjs': hello } })
    expect(await (await fetch(url)).text()).toBe('hello')
    expect((await fetch(url, { method: 'POST', body: 'four' })).status).toBe(413)
  })
})

describe('tsgi config print', () => {
  it('tells each value with its source', async () => {
    const { code, stdout } = await run(['config', 'print', '--json', '--port', '1'], {
      files: { 'tsgi.config.json': '{ "grace": "1m", "workers": 3 }' },
      env: { TSGI_WORKERS: '2', HOST: 'example.com' },
    })
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      port: { value: 1, source: 'flag' },
      workers: { value: 2, source: 'TSGI_WORKERS' },
      host: { value: 'example.com', source: 'HOST' },
      grace: { value: 60, source: 'tsgi.config.json' },
      factory: { value: false, source: 'default' },
    })
  })
})

describe('tsgi config for another program', () => {
  it('follows the settings of tsgi serve', async () => {
    const { code, stdout } = await run(
      ['config', 'nginx', 'app.ts', '--name', 'shop', '--static', '/assets/=/srv/shop'],
      {
        files: { 'tsgi.config.json': '{ "protocol": "fastcgi", "unix": "/run/shop.sock" }' },
      },
    )
    expect(code).toBe(0)
    expect(stdout).toContain('# /etc/nginx/conf.d/shop.conf')
    expect(stdout).toContain('server unix:/run/shop.sock;')
    expect(stdout).toContain('fastcgi_param REQUEST_URI $request_uri;')
    expect(stdout).toMatch(/location [^{]*\/assets\//)
  })

  it('names the units and the command of systemd', async () => {
    const { stdout } = await run([
      ...['config', 'systemd', 'app.ts', '--port', '8080', '--grace', '5'],
      ...['--workers=auto', '--server-name=shop.example', '--name', 'shop', '--health-path', '/up'],
    ])
    expect(stdout).toContain('ListenStream=127.0.0.1:8080')
    // Where to listen is said by the socket.
    expect(stdout).toMatch(
      /^ExecStart=\S+ \S+bin\.js serve app\.ts --grace 5 --workers=auto --health-path \/up$/m,
    )
    expect(stdout).toContain('TimeoutStopSec=15')
  })

  it.each([
    ['what it cannot do', ['haproxy', '--static', '/srv/shop']],
    ['what is no name', ['nginx', '--server-name', 'a b;']],
    ['what is no socket', ['nginx', '--unix', '/run/a;b.sock']],
  ])('refuses %s', async (_what, words) => {
    const { code, stdout, stderr } = await run(['config', ...words])
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr.trim().split('\n')).toHaveLength(1)
  })
})

it('tells of a variable with a slip in its name', async () => {
  const { stderr } = await run(['config', 'print'], { env: { TSGI_WORKRES: '2' } })
  expect(stderr).toBe('tsgi: TSGI_WORKRES means nothing to tsgi; did you mean TSGI_WORKERS?\n')
})

describe('--check', () => {
  it('loads and serves nothing', async () => {
    const files = { 'app.mjs': `export default { app: () => null, start() { console.log('started') } }` }
    expect(await run(['serve', '--check'], { files })).toEqual({
      code: 0,
      stdout: 'app.mjs can be served\n',
      stderr: '',
    })
  })

  it('fails as serving would', async () => {
    const { code, stderr } = await run(['serve', '--check'], { files: { 'app.mjs': 'export default 1' } })
    expect(code).toBe(65)
    expect(stderr).toContain('app.mjs exports a number')
  })
})

describe('tsgi completion', () => {
  it('bash completes commands, flags and their values', async () => {
    const { stdout } = await run(['completion', 'bash'])
    const complete = (...words: string[]): string => {
      const line = `COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _tsgi; echo "\${COMPREPLY[*]}"`
      return execFileSync('bash', ['-c', `${stdout}\n${line}`], { encoding: 'utf8' }).trim()
    }
    expect(complete('tsgi', 'sta')).toBe('status')
    expect(complete('tsgi', 'serve', '--max-re')).toBe('--max-requests --max-requests-jitter')
    expect(complete('tsgi', 'serve', '--protocol', 's')).toBe('scgi')
    expect(complete('tsgi', 'config', 'pr')).toBe('print')
  })

  it.each(['zsh', 'fish'])('knows %s', async (shell) => {
    const { code, stdout } = await run(['completion', shell])
    expect(code).toBe(0)
    for (const word of ['serve', 'worker-timeout', 'fastcgi']) expect(stdout).toContain(word)
  })
})

it('prints the schema that is shipped', async () => {
  const { stdout } = await run(['config', 'schema'])
  expect(stdout).toBe(readFileSync(new URL('../tsgi.config.schema.json', import.meta.url), 'utf8'))
})

it('writes JSON lines on request', async () => {
  const { stderr, code } = await run(['serve', '--log-format', 'json', '--listen', 'fd:77'], {
    files: { 'app.mjs': hello },
  })
  expect(code).toBe(69)
  expect(JSON.parse(stderr)).toMatchObject({
    level: 'error',
    message: 'cannot listen on fd:77: nothing was inherited there',
  })
})

it.each(['fastcgi', 'scgi', 'uwsgi'])(
  'serves over %s, where only this machine reaches it',
  async (protocol) => {
    const files = { 'app.mjs': hello }
    const { url, stop } = await serve(['--protocol', protocol], { files })
    expect(url).toMatch(new RegExp(`^${protocol}://127.0.0.1:\\d+$`))
    await stop()
    const { code, stderr } = await run(
      ['serve', '--protocol', protocol, '--host', '0.0.0.0', '--port', '0'],
      { files },
    )
    expect(code).toBe(69)
    expect(stderr).toContain('add --trust-network where a firewall keeps strangers away')
  },
)
