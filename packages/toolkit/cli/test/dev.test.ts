import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { exitCodes } from '../src/exit-codes.ts'
import { type Surroundings, launch, run } from './command.ts'
import { eventually } from './manager/managed.ts'

const answer = (text: string, before = '') =>
  `${before}\nexport default () => ({ status: 200, headers: { 'content-type': 'text/plain' }, body: '${text}' })`

/** Starts it; `change` replaces a file at once, as editors do. */
async function develop(files: NonNullable<Surroundings['files']>, args: string[] = []) {
  const command = launch(['dev', '--port', '0', ...args], { files })
  const url = await command.serves()
  const change = (path: string, content: string): void => {
    const whole = join(command.directory, path)
    writeFileSync(`${whole}.new`, content)
    renameSync(`${whole}.new`, whole)
  }
  return { ...command, url, change, text: async () => (await fetch(url)).text() }
}

/** One that begins anew until the watch is there: the first change may come too early. */
async function changeUntil(
  dev: Awaited<ReturnType<typeof develop>>,
  path: string,
  content: string,
  said: string,
) {
  const again = setInterval(() => dev.change(path, content), 1500)
  dev.change(path, content)
  await dev.says(said).finally(() => clearInterval(again))
}

/** As clients do it (RFC 9110 §9.2.2): asks again when a connection was closed that may have been silent for too long. */
const persistently = (text: () => Promise<string>) => () => text().catch(text)

/** Several clients that ask one request after the other; `stale`: asked after `two` was answered, and answered `one`. */
function askAlways(text: () => Promise<string>) {
  const state = { isOver: false, isNew: false, stale: 0 }
  const answers: string[] = []
  const asking = Array.from({ length: 4 }, async () => {
    while (!state.isOver) {
      const { isNew } = state
      const version = await text()
      answers.push(version)
      if (isNew && version === 'one') state.stale++
      if (version === 'two') state.isNew = true
    }
  })
  return {
    stop: async () => {
      state.isOver = true
      await Promise.all(asking)
      return { answers, stale: state.stale }
    },
  }
}

describe('tsgi dev', () => {
  it('takes a change, of imported files as well, and loses no request on the way', async () => {
    const dev = await develop({
      'app.mjs': `import { name } from './name.mjs'\nexport default () => ({ status: 200, headers: { 'content-type': 'text/plain' }, body: name })`,
      'name.mjs': `export const name = 'one'`,
    })
    const load = askAlways(persistently(dev.text))
    await changeUntil(dev, 'name.mjs', `export const name = 'two'`, 'name.mjs: restarted in ')
    await eventually(persistently(dev.text), (text) => text === 'two')
    const { answers, stale } = await load.stop()
    expect(new Set(answers)).toEqual(new Set(['one', 'two']))
    expect(stale).toBe(0)
    expect((await dev.stop()).code).toBe(exitCodes.ok)
  })

  it('shows why code does not load, on the terminal and to clients, until it does', async () => {
    const dev = await develop({ 'app.mjs': answer('one') })
    await changeUntil(
      dev,
      'app.mjs',
      'export default ;',
      `cannot load app.mjs: Unexpected token ';' (app.mjs:1)`,
    )
    const response = await fetch(dev.url, { headers: { accept: 'text/html' } })
    expect(response.status).toBe(500)
    expect(await response.text()).toContain('cannot load app.mjs: Unexpected token &#39;;&#39; (app.mjs:1)')

    dev.change('app.mjs', answer('two'))
    expect(await eventually(dev.text, (text) => text === 'two')).toBe('two')
  })

  it('takes a change of code that is in a loop, within a second or two', async () => {
    const dev = await develop({
      'app.mjs': `export default ({ path }) => {
        while (path === '/loop');
        return { status: 200, headers: {}, body: null }
      }`,
    })
    void fetch(new URL('/loop', dev.url)).catch(() => {})
    await changeUntil(dev, 'app.mjs', answer('two'), 'app.mjs: restarted in ')
    expect(await dev.text()).toBe('two')
  })

  it('goes on when the application ends its process, and says so', async () => {
    const dev = await develop({ 'app.mjs': answer('one') })
    await changeUntil(dev, 'app.mjs', answer('two', 'process.exit(3)'), 'ended with code 3')
    const response = await fetch(dev.url)
    expect(response.status).toBe(500)
    expect(await response.text()).toContain('ended with code 3')
  })

  it('has the validator, the access log and the routes on', async () => {
    const dev = await develop({
      'app.mjs': `export default Object.assign(
        () => ({ status: 200, headers: { 'X-Shout': 'a' }, body: null }),
        { routes: [{ method: 'GET', pattern: '/books/:id' }] },
      )`,
    })
    expect((await fetch(dev.url)).status).toBe(500)
    const { stdout, stderr } = await dev.stop()
    expect(stderr).toContain('HEAD-5')
    expect(stderr).toContain('GET     /books/:id')
    expect(stdout).toContain('GET / 500')
  })

  it('says that there is no application', async () => {
    expect(await run(['dev', 'app.ts'])).toEqual({
      code: exitCodes.noSuchFile,
      stdout: '',
      stderr: 'tsgi: cannot read app.ts: no such file\n',
    })
  })
})
