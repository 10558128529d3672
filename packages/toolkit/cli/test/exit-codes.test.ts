import { once } from 'node:events'
import { createServer } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { exitCodes } from '../src/exit-codes.ts'
import { launch, run, serve } from './command.ts'

const hello = `export default () => ({ status: 200, headers: { 'content-type': 'text/plain' }, body: 'hello\\n' })`

/** Its answer begins and never ends. */
const endless = `export default () => ({
  status: 200,
  headers: { 'content-type': 'text/plain' },
  body: (async function* () {
    yield 'begun'
    await new Promise(() => {})
  })(),
})`

/** One line on stderr, nothing on stdout, no stack. */
const failure = (code: number, says: string) => ({ code, stdout: '', stderr: `tsgi: ${says}\n` })

describe('0: asked and done', () => {
  it('prints the version with that of Node and the platform', async () => {
    const { code, stdout } = await run(['--version'])
    expect(code).toBe(exitCodes.ok)
    expect(stdout).toMatch(/^tsgi \d+\.\d+\.\d+\S* \(node v\d+\.\d+\.\d+, \w+ \w+\)\n$/)
  })

  it('prints help with options and exit codes', async () => {
    const { code, stdout } = await run(['serve', '--help'])
    expect(code).toBe(exitCodes.ok)
    expect(stdout).toContain('\n  --grace <seconds>')
    for (const exitCode of Object.values(exitCodes)) expect(stdout).toContain(`\n  ${exitCode} `)
  })

  it.each(['SIGTERM', 'SIGINT'] as const)('ends when %s asked for it', async (signal) => {
    const { process, ended } = await serve(['app.mjs'], { files: { 'app.mjs': hello } })
    process.kill(signal)
    expect((await ended).code).toBe(exitCodes.ok)
  })
})

describe('1: the application failed', () => {
  it.each([
    {
      name: 'names the line that threw while loading',
      files: { 'app.mjs': `const boom = 'boom'\nthrow new TypeError(boom)` },
      says: 'cannot load app.mjs: boom (app.mjs:2)',
    },
    {
      name: 'shows what was thrown when it is no error',
      files: { 'app.mjs': 'throw { a: 1 }' },
      says: 'cannot load app.mjs: { a: 1 }',
    },
    {
      name: 'names the line of a syntax error in an imported ES module',
      files: { 'app.mjs': `import './lib/db.mjs'`, 'lib/db.mjs': '\n\nconst b = ;' },
      says: `cannot load app.mjs: Unexpected token ';' (lib/db.mjs:3)`,
    },
    {
      name: 'names the line of a syntax error in required CommonJS',
      files: { 'app.mjs': `import './lib/db.cjs'`, 'lib/db.cjs': '\n\nconst b = ;' },
      says: `cannot load app.mjs: Unexpected token ';' (lib/db.cjs:3)`,
    },
    {
      name: 'names the line that imports what is not there',
      files: { 'app.mjs': `\nimport { b } from './a.mjs'`, 'a.mjs': 'export const a = 1' },
      says: `cannot load app.mjs: The requested module './a.mjs' does not provide an export named 'b' (app.mjs:2)`,
    },
    {
      name: 'says that a start failed',
      files: {
        'app.mjs': `export default { app: () => null, start: async () => { throw new Error('no database') } }`,
      },
      says: 'start of app.mjs failed: no database',
    },
    {
      name: 'says that a factory failed',
      files: { 'app.mjs': `export default async () => { throw new Error('no secret') }` },
      args: ['app.mjs', '--factory'],
      says: 'the factory of app.mjs failed: no secret (app.mjs:1)',
    },
    {
      name: 'says that an expression cannot be parsed',
      files: {},
      args: ['--eval', '() => { throw }'],
      says: 'cannot evaluate the expression: ParseError: Unexpected token ([eval].ts:1)',
    },
    {
      name: 'says that nothing can happen any more, where Node would warn of a file of ours',
      files: { 'app.mjs': 'await new Promise(() => {})' },
      says: 'a promise of the application never settles',
    },
  ])('$name', async ({ files, args = ['app.mjs'], says }) => {
    expect(await run(['serve', ...args], { files })).toEqual(failure(exitCodes.failed, says))
  })

  it('names the line of a syntax error in TypeScript, whoever compiles it', async () => {
    const { code, stderr } = await run(['serve', 'app.ts'], {
      files: { 'app.ts': 'let a: number\nlet b = ;' },
    })
    expect(code).toBe(exitCodes.failed)
    expect(stderr).toMatch(/^tsgi: cannot load app\.ts: .+ \(app\.ts:2\)\n$/)
  })

  it('names a package that cannot be found, and who wanted it', async () => {
    const { code, stderr } = await run(['serve', 'app.mjs'], {
      files: { 'app.mjs': `import 'no-such-package'` },
    })
    expect(code).toBe(exitCodes.failed)
    expect(stderr).toMatch(
      /^tsgi: cannot load app\.mjs: Cannot find package 'no-such-package' imported from \S+app\.mjs\n$/,
    )
  })

  it('says that a stop failed', async () => {
    const { stop } = await serve(['app.mjs'], {
      files: {
        'app.mjs': `export default { app: () => null, stop: async () => { throw new Error('stuck') } }`,
      },
    })
    const { code, stderr } = await stop()
    expect(code).toBe(exitCodes.failed)
    expect(stderr).toContain('tsgi: stopping failed: stuck\n')
  })

  it('says that the grace period ran out', async () => {
    const { url, stop } = await serve(['app.mjs', '--grace', '0.2'], { files: { 'app.mjs': endless } })
    const response = await fetch(url)
    const { code, stderr } = await stop()
    expect(code).toBe(exitCodes.failed)
    expect(stderr).toContain('tsgi: gave up on what was unfinished after 0.2 s\n')
    await expect(response.text()).rejects.toThrow('terminated')
  })

  it('shows the stack on request', async () => {
    const files = { 'app.mjs': `throw new Error('boom')` }
    const { code, stderr } = await run(['serve', 'app.mjs', '--verbose'], { files })
    expect(code).toBe(exitCodes.failed)
    expect(stderr).toMatch(
      /^tsgi: cannot load app\.mjs: boom \(app\.mjs:1\)\ntsgi: Error: boom\ntsgi: +at .*app\.mjs:1:7\n/,
    )
  })
})

describe('69: cannot listen', () => {
  const files = { 'app.mjs': hello }

  it('says that the port is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    onTestFinished(() => void other.close())
    await once(other, 'listening')
    const address = other.address()
    const port = typeof address === 'object' ? address?.port : undefined
    expect(await run(['serve', 'app.mjs', '--port', `${port}`], { files })).toEqual(
      failure(
        exitCodes.cannotListen,
        `cannot listen on 127.0.0.1:${port}: the port is in use (--port 0 takes any free one)`,
      ),
    )
  })

  it.each([
    {
      name: 'says that the address is not of this machine',
      args: ['--host', '192.0.2.1', '--port', '0'],
      says: 'cannot listen on 192.0.2.1:0: this machine has no such address',
    },
    {
      name: 'says that a socket cannot be made',
      args: ['--unix', 'nowhere/app.sock'],
      says: 'cannot listen on nowhere/app.sock: no such directory',
    },
  ])('$name', async ({ args, says }) => {
    expect(await run(['serve', 'app.mjs', ...args], { files })).toEqual(failure(exitCodes.cannotListen, says))
  })

  it('starts nothing then', async () => {
    const service = `export default { app: () => null, start() { console.log('+') }, stop() { console.log('-') } }`
    const { stdout, code } = await run(['serve', 'app.mjs', '--unix', 'nowhere/app.sock'], {
      files: { 'app.mjs': service },
    })
    expect({ code, stdout }).toEqual({ code: exitCodes.cannotListen, stdout: '' })
  })
})

describe('128+n: ended at once', () => {
  it('by a signal while the application loads', async () => {
    const { process, says, ended } = launch(['serve', 'app.mjs'], {
      files: { 'app.mjs': `console.error('loading')\nawait new Promise((done) => setTimeout(done, 60_000))` },
    })
    await says('loading')
    process.kill('SIGTERM')
    expect(await ended).toEqual({
      code: 128 + 15,
      stdout: '',
      stderr: 'loading\ntsgi: SIGTERM while loading\n',
    })
  })

  it('by a second signal', async () => {
    const { url, process, says, ended } = await serve(['app.mjs'], { files: { 'app.mjs': endless } })
    const response = await fetch(url)
    process.kill('SIGTERM')
    await says('stopping within 30 s')

    const impatience = setInterval(() => process.kill('SIGINT'), 50)
    onTestFinished(() => clearInterval(impatience))
    expect((await ended).code).toBe(128 + 2)
    await expect(response.text()).rejects.toThrow('terminated')
  })
})
