import { describe, expect, it } from 'vitest'
import { exitCodes } from '../src/exit-codes.ts'
import { run } from './command.ts'

const hello = `export default () => ({ status: 200, headers: { 'content-type': 'text/plain' }, body: 'hello\\n' })`

/** One line on stderr, nothing on stdout, no stack. */
const refusal = (code: number, says: string) => ({ code, stdout: '', stderr: `tsgi: ${says}\n` })

describe('2: wrong usage', () => {
  it('prints help to stderr when nothing is asked', async () => {
    const { code, stdout, stderr } = await run([])
    expect({ code, stdout }).toEqual({ code: exitCodes.usage, stdout: '' })
    expect(stderr).toContain('Usage: tsgi')
  })

  it.each([
    {
      name: 'suggests the command that was meant',
      args: ['srve'],
      says: `unknown command 'srve' (Did you mean serve?)`,
    },
    {
      name: 'suggests the option that was meant',
      args: ['serve', '--prot', '3000'],
      says: `unknown option '--prot' (Did you mean --port?)`,
    },
    {
      name: 'refuses a second file',
      args: ['serve', 'a.ts', 'b.ts'],
      says: `too many arguments for 'serve'. Expected 1 argument but got 2.`,
    },
    {
      name: 'refuses a port that is none',
      args: ['serve', '--port', '65536'],
      says: `option '--port <port>' argument '65536' is invalid. Expected a port from 0 to 65535.`,
    },
    {
      name: 'refuses a port of the environment that is none',
      args: ['serve'],
      env: { PORT: 'http' },
      says: `option '--port <port>' value 'http' from env 'PORT' is invalid. Expected a port from 0 to 65535.`,
    },
    {
      name: 'refuses an empty host, which would mean all interfaces',
      args: ['serve'],
      env: { HOST: '' },
      says: `option '--host <host>' value '' from env 'HOST' is invalid. Expected a text that is not empty.`,
    },
    {
      name: 'refuses a grace period that no timer can wait',
      args: ['serve', '--grace', '86401'],
      says: `option '--grace <seconds>' argument '86401' is invalid. Expected seconds from 0 to 86400.`,
    },
    {
      name: 'refuses an address that is none',
      args: ['serve', '--listen', 'everywhere'],
      says: '--listen everywhere is no address, such as 127.0.0.1:8000, [::1]:8000, :8000, unix:/run/app.sock or fd:3',
    },
    {
      name: 'refuses a protocol that is not spoken',
      args: ['serve', '--protocol', 'spdy'],
      says: `option '--protocol <name>' argument 'spdy' is invalid. Expected one of http, fastcgi, scgi, uwsgi.`,
    },
    {
      name: 'refuses a size that is none',
      args: ['serve', '--max-rss', '512MB'],
      says: `option '--max-rss <bytes>' argument '512MB' is invalid. Expected a number of bytes, such as 512M.`,
    },
    {
      name: 'refuses addresses beside a port',
      args: ['serve', '--listen', ':1', '--port', '1'],
      says: '--listen takes the place of --host, --port and --unix',
    },
    {
      name: 'refuses a certificate without its key',
      args: ['serve', '--tls-cert', 'cert.pem'],
      says: '--tls-cert and --tls-key belong together: give both',
    },
    {
      name: 'refuses a file of variables that is not there',
      args: ['serve'],
      env: { TSGI_ENV_FILE: 'none.env' },
      says: `--env-file: ENOENT: no such file or directory, open 'none.env'`,
    },
    {
      name: 'refuses a user that nobody knows',
      args: ['serve', 'app.mjs', '--port', '0', '--user', 'nobody-of-this-name'],
      says: '--user: there is no user nobody-of-this-name',
    },
    {
      name: 'asks for the control socket',
      args: ['reload'],
      says:
        'tsgi reload needs the control socket of the server: --control /run/app.ctl, here and at tsgi serve, or ' +
        'TSGI_CONTROL, or control in tsgi.config.ts',
    },
    {
      name: 'knows three shells',
      args: ['completion', 'fsh'],
      says: 'there is no completion for fsh: bash, zsh or fish (did you mean zsh?)',
    },
    {
      name: 'refuses a target without a slash',
      args: ['request', 'books'],
      says: 'books is no target: it begins with /, such as /books?page=2',
    },
    {
      name: 'refuses a field without a colon',
      args: ['request', '/', '-H', 'accept'],
      says: `--header accept is not of the form 'name: value'`,
    },
    {
      name: 'refuses a file beside an expression',
      args: ['serve', 'app.ts', '--eval', 'app'],
      says: '--eval takes the place of a file; give one of them',
    },
    {
      name: 'refuses a port beside a unix socket',
      args: ['serve', '--unix', 'a.sock', '--port', '1'],
      says: '--unix takes the place of --host and --port',
    },
    {
      name: 'refuses quiet beside verbose',
      args: ['serve', '--quiet', '--verbose'],
      says: `option '--quiet' cannot be used with option '--verbose'`,
    },
    {
      name: 'refuses an export without a name',
      args: ['serve', 'app.ts:'],
      says: 'app.ts: is not of the form path[:export], such as app.ts:api',
    },
    {
      name: 'escapes control characters in what it repeats',
      args: ['serve', '--\u001b[2J'],
      says: String.raw`unknown option '--\u{1b}[2J'`,
    },
  ])('$name', async ({ args, env = {}, says }) => {
    expect(await run(args, { env })).toEqual(refusal(exitCodes.usage, says))
  })
})

describe('65: not an application', () => {
  const kinds =
    'an application (a function), a service ({ app, start?, stop? }), or an app of Express, Koa, Fastify, Hono, fetch or ' +
    'node:http'

  it.each([
    {
      name: 'says what came and what was expected',
      code: 'export default { port: 3000 }',
      says: `app.mjs exports an object with port (number); expected ${kinds}`,
    },
    {
      name: 'says that start is no function',
      code: `export default { app: () => null, start: 'now' }`,
      says: `app.mjs exports an object with app (function), start (string); expected ${kinds}`,
    },
    {
      name: 'lists the exports when there is no default',
      code: 'export const a = 1\nexport const b = 2',
      says: 'app.mjs has no default export, nor one named app (it exports a, b)',
    },
    {
      name: 'lists the exports when the named one is missing, and inherits none',
      code: 'export default {}',
      args: ['app.mjs:toString'],
      says: 'app.mjs has no export named toString (it exports default)',
    },
    {
      name: 'says what an adapter says of what is none of its apps',
      code: 'export default {}',
      args: ['app.mjs', '--interface', 'fetch'],
      says:
        'app.mjs exports an object; @tsgi/fetch says: fromFetch takes a function from Request to Response, or an ' +
        'object with fetch(): got an object of Object',
    },
    {
      name: 'names --factory for a promise',
      code: 'export default Promise.resolve(() => null)',
      says: `app.mjs exports a promise (await it there, or export a function and add --factory); expected ${kinds}`,
    },
    {
      name: 'says what a factory made instead',
      code: 'export default () => {}',
      args: ['app.mjs', '--factory'],
      says: `the factory of app.mjs made undefined; expected ${kinds}`,
    },
    {
      name: 'says that a factory is no function',
      code: 'export default []',
      args: ['app.mjs', '--factory'],
      says: `app.mjs exports an array; --factory expects a function that makes ${kinds}`,
    },
    {
      name: 'says what an expression is instead',
      code: '',
      args: ['--eval', `'hello'`],
      says: `the expression is a string; expected ${kinds}`,
    },
  ])('$name', async ({ code, args = ['app.mjs'], says }) => {
    expect(await run(['serve', ...args], { files: { 'app.mjs': code } })).toEqual(
      refusal(exitCodes.notAnApplication, says),
    )
  })
})

describe('66: no such file', () => {
  it.each([
    { name: 'names the missing file', args: ['app.ts'], says: 'cannot read app.ts: no such file' },
    { name: 'names it without the export', args: ['app.ts:api'], says: 'cannot read app.ts: no such file' },
    { name: 'takes no directory', args: ['lib'], says: 'cannot read lib: it is not a file' },
    {
      name: 'fetches nothing',
      args: ['https://example.com/app.js'],
      says: 'cannot read https://example.com/app.js: no such file',
    },
    {
      name: 'says where it looked',
      args: [],
      says:
        'no application here: looked for app, server, src/app, src/server, index with .ts, .mts, .cts, .js, .mjs, ' +
        '.cjs; name the file: tsgi serve path/to/app.ts',
    },
  ])('$name', async ({ args, says }) => {
    expect(await run(['serve', ...args], { files: { 'lib/app.mjs': hello } })).toEqual(
      refusal(exitCodes.noSuchFile, says),
    )
  })
})

describe('78: wrong configuration', () => {
  it.each([
    {
      name: 'names the option that was meant',
      file: '{ "worker": 2 }',
      says: 'tsgi.config.json: there is no option worker (did you mean workers?); tsgi serve --help lists them',
    },
    {
      name: 'says what came and what was expected',
      file: '{ "workers": "many" }',
      says: 'tsgi.config.json: workers is "many"; expected auto or 0 to 1024',
    },
    {
      name: 'takes an object only',
      file: '[]',
      says: 'tsgi.config.json holds no object of options, such as { "workers": "auto" }',
    },
    {
      name: 'passes on what serve() says of its options',
      file: '{ "server": { "maxContent": 1 }, "port": 0 }',
      says: `the options of serve() are wrong: Unknown option 'maxContent' of serve()`,
    },
  ])('$name', async ({ file, says }) => {
    const files = { 'tsgi.config.json': file, 'app.mjs': hello }
    expect(await run(['serve'], { files })).toEqual(refusal(exitCodes.configuration, says))
  })

  it('names the line of a module that throws', async () => {
    const files = { 'tsgi.config.mjs': `const boom = 'boom'\nthrow new Error(boom)` }
    expect(await run(['serve'], { files })).toEqual(
      refusal(exitCodes.configuration, 'cannot load tsgi.config.mjs: boom (tsgi.config.mjs:2)'),
    )
  })

  it('says that the file which was asked for is missing', async () => {
    expect(await run(['serve', '--config', 'other.json'])).toEqual(
      refusal(exitCodes.configuration, 'cannot read other.json: no such file'),
    )
  })
})
