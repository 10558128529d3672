import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { serve } from './command.ts'

const answer = (expression: string) =>
  `{ status: 200, headers: { 'content-type': 'text/plain' }, body: String(${expression}) }`

const byName = (a: string, b: string) => (a < b ? -1 : 1)

/** Serves files until the test ends; what the application answers to one request. */
async function answerOf(args: string[], files: Record<string, string>): Promise<string> {
  const { url } = await serve(args, { files })
  return (await fetch(url)).text()
}

describe('TypeScript', () => {
  it('serves types, an enum, parameter properties and imports of further files', async () => {
    const files = {
      'package.json': '{ "type": "module" }',
      'app.ts': `
        import { Named, name } from './lib/name.ts'
        enum Color { Red = 'red' }
        class Pair { constructor(readonly left: string, readonly right: string) {} }
        const { left, right } = new Pair(Color.Red, await Promise.resolve(name))
        const named: Named = { name: left + ' ' + right }
        export default (request: { path: string }) => (${answer('named.name + request.path')})`,
      'lib/name.ts': `export interface Named { name: string }\nexport const name: string = 'brick'`,
    }
    expect(await answerOf(['app.ts'], files)).toBe('red brick/')
  })

  it.each(['./lib/name.js', './lib/name'])(
    'resolves %s to TypeScript, as compilers do',
    async (specifier) => {
      const files = {
        'package.json': '{ "type": "module" }',
        'app.ts': `import { name } from '${specifier}'\nexport default () => (${answer('name')})`,
        'lib/name.ts': `export const name: string = 'brick'`,
      }
      expect(await answerOf(['app.ts'], files)).toBe('brick')
    },
  )

  it('serves JavaScript that imports TypeScript', async () => {
    const files = {
      'app.mjs': `import { name } from './name.ts'\nexport default () => (${answer('name')})`,
      'name.ts': `export const name: string = 'brick'`,
    }
    expect(await answerOf(['app.mjs'], files)).toBe('brick')
  })

  it('serves CommonJS', async () => {
    const files = { 'app.cts': `const name: string = 'brick'\nexport = () => (${answer('name')})` }
    expect(await answerOf(['app.cts'], files)).toBe('brick')
  })

  it('names lines of the source when the application fails', async () => {
    const { url, says } = await serve(['app.ts'], {
      files: {
        'app.ts': `
          interface Long {
            a: string
          }
          enum Color { Red }
          export default (): Long => {
            throw new Error('boom ' + Color.Red)
          }`,
      },
    })
    expect((await fetch(url)).status).toBe(500)
    await says('boom 0')
    await says('app.ts:7:')
  })

  it('leaves no compiled file behind', async () => {
    const { directory, stop } = await serve(['app.ts'], {
      files: {
        'app.ts': `enum A { B }\nexport default () => (${answer('A.B')})`,
        'node_modules/.cache/x': '',
      },
      env: { TMPDIR: '.' },
    })
    await stop()
    expect(readdirSync(directory, { recursive: true, encoding: 'utf8' }).toSorted(byName)).toEqual([
      'app.ts',
      'node_modules',
      'node_modules/.cache',
      'node_modules/.cache/x',
    ])
  })
})

describe('JavaScript', () => {
  it.each([
    ['the default export', 'app.mjs', `export default () => (${answer(`'brick'`)})`],
    ['module.exports', 'app.cjs', `module.exports = () => (${answer(`'brick'`)})`],
    [
      'CommonJS that was an ES module',
      'app.cjs',
      `exports.__esModule = true\nexports.default = () => (${answer(`'brick'`)})`,
    ],
    ['an export named app', 'app.mjs', `export const app = () => (${answer(`'brick'`)})`],
    ['a property named app', 'app.cjs', `exports.app = () => (${answer(`'brick'`)})`],
  ])('serves %s', async (_what, name, code) => {
    expect(await answerOf([name], { [name]: code })).toBe('brick')
  })

  it.each([
    ['an export', 'app.mjs', `export const api = () => (${answer(`'brick'`)})\nexport default 1`],
    [
      'a property of module.exports',
      'app.cjs',
      `module.exports = Object.assign({}, { api: () => (${answer(`'brick'`)}) })`,
    ],
  ])('serves %s by name', async (_what, name, code) => {
    expect(await answerOf([`${name}:api`], { [name]: code })).toBe('brick')
  })

  it('takes a file whose name has a colon', async () => {
    expect(await answerOf(['a:b.mjs'], { 'a:b.mjs': `export default () => (${answer(`'brick'`)})` })).toBe(
      'brick',
    )
  })
})

describe('services', () => {
  const service = `
    let name = 'nothing'
    export const app = () => (${answer('name')})
    export async function start(server) { name = server.spec }
    export function stop() { console.log('stopped') }`

  it('starts one before serving and stops it after', async () => {
    const { url, stop } = await serve(['app.mjs'], {
      files: { 'app.mjs': `${service}\nexport default { app, start, stop }` },
    })
    expect(await (await fetch(url)).text()).toBe('1.0')
    expect((await stop()).stdout).toMatch(/\nstopped\n$/)
  })

  it('takes a module without a default export as one', async () => {
    const { url, stop } = await serve(['app.mjs'], { files: { 'app.mjs': service } })
    expect(await (await fetch(url)).text()).toBe('1.0')
    expect((await stop()).stdout).toMatch(/\nstopped\n$/)
  })

  it('keeps the this of an instance', async () => {
    const code = `
      class Shop {
        #name = 'closed'
        app = () => (${answer('this.#name')})
        start() { this.#name = 'open' }
        stop() { console.log(this.#name) }
      }
      export default new Shop()`
    const { url, stop } = await serve(['app.mjs'], { files: { 'app.mjs': code } })
    expect(await (await fetch(url)).text()).toBe('open')
    expect((await stop()).stdout).toMatch(/\nopen\n$/)
  })
})

describe('--factory', () => {
  it.each([
    ['an application', `() => () => (${answer(`'brick'`)})`],
    ['an application later', `async () => () => (${answer(`'brick'`)})`],
    ['a service', `() => ({ app: () => (${answer(`'brick'`)}) })`],
  ])('serves what a function makes: %s', async (_what, factory) => {
    expect(await answerOf(['app.mjs', '--factory'], { 'app.mjs': `export default ${factory}` })).toBe('brick')
  })
})

describe('--eval', () => {
  it('serves an expression', async () => {
    expect(await answerOf(['--eval', `() => (${answer(`'brick'`)})`], {})).toBe('brick')
  })

  it('awaits in it, imports from the working directory, and takes types and a comment', async () => {
    const code = `((name: string) => () => (${answer('name')}))((await import('./name.js')).name) // done`
    const files = { 'package.json': '{ "type": "module" }', 'name.js': `export const name = 'brick'` }
    expect(await answerOf(['--eval', code], files)).toBe('brick')
  })

  it('makes the application with --factory', async () => {
    expect(await answerOf(['--factory', '--eval', `() => () => (${answer(`'brick'`)})`], {})).toBe('brick')
  })
})

describe('without a name', () => {
  it.each([
    [['index.js', 'server.js', 'app.mjs'], 'app.mjs'],
    [['src/app.js', 'server.cjs'], 'server.cjs'],
    [['app.js', 'app.ts'], 'app.ts'],
    [['index.mjs', 'src/server.mjs'], 'src/server.mjs'],
  ])('of %j serves %s', async (names, expected) => {
    const code = (name: string) =>
      name.endsWith('.mjs') || name.endsWith('.ts')
        ? `export default () => (${answer(`'${name}'`)})`
        : `module.exports = () => (${answer(`'${name}'`)})`
    const files = Object.fromEntries(names.map((name) => [name, code(name)]))
    expect(await answerOf([], files)).toBe(expected)
  })
})
