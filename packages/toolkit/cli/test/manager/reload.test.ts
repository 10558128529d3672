import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { control, eventually, isAlive, serveManaged } from './managed.ts'
import { startLoad } from './load.ts'

const version = (name: string): string => `export default () => ({
  status: 200,
  headers: { 'content-type': 'text/plain' },
  body: '${name}',
})`

/** As a deployment does it: the new file is there at once and whole. */
function deploy(directory: string, content: string): void {
  writeFileSync(join(directory, 'app.new'), content)
  renameSync(join(directory, 'app.new'), join(directory, 'app.mjs'))
}

describe('a reload', () => {
  it('brings new code without a request lost (G1)', async () => {
    const { url, directory, ask, status } = await serveManaged(
      { workers: 2 },
      { files: { 'app.mjs': version('one') } },
    )
    const load = startLoad(url)
    await load.answered(100)
    deploy(directory, version('two'))
    expect(await ask('reload')).toEqual({ message: 'reloaded: generation 2 serves' })
    const between = (await status()).counters.requests.total
    await load.answered(between + 200)
    const { failed, bodies } = await load.stop()
    expect(failed).toEqual([])
    expect([...bodies.keys()]).toEqual(['one', 'two'])
    expect(await (await fetch(url)).text()).toBe('two')
  })

  it('happens on SIGHUP, too, and once for several that come together', async () => {
    const { signal, says, status } = await serveManaged({ workers: 1 })
    signal('SIGHUP')
    await says('reloading: generation 2')
    for (let i = 0; i < 5; i++) signal('SIGHUP')
    await says('reloaded: generation 3 serves')
    expect((await eventually(status, ({ state }) => state === 'serving')).generation).toBe(3)
  })

  it('that fails changes nothing, and says why (G6)', async () => {
    const { url, directory, status, workers } = await serveManaged(
      { workers: 2 },
      { files: { 'app.mjs': version('one') } },
    )
    const before = await workers()
    const load = startLoad(url)
    await load.answered(50)
    deploy(directory, 'export default () => {')
    const { code, stderr } = await control(directory, 'reload')
    expect(code).toBe(1)
    expect(stderr).toMatch(
      /^tsgi: not reloaded: cannot load app\.mjs: .*app\.mjs:1\).*; the old workers go on\n$/,
    )
    const { failed, bodies } = await load.stop()
    expect(failed).toEqual([])
    expect([...bodies.keys()]).toEqual(['one'])
    expect((await workers()).map(({ pid }) => pid)).toEqual(before.map(({ pid }) => pid))
    expect(await status()).toMatchObject({
      state: 'serving',
      events: { refused: 1, crashed: 0 },
      lastReload: { ok: false },
    })

    deploy(directory, version('two'))
    expect((await control(directory, 'reload')).code).toBe(0)
    expect(await (await fetch(url)).text()).toBe('two')
  })

  it.each([
    { name: 'rejects', start: `() => Promise.reject(new Error('no database'))`, says: 'no database' },
    { name: 'takes for ever', start: '() => new Promise(() => {})', says: 'did not serve within 1 s' },
  ])('changes nothing when start $name', async ({ start, says }) => {
    const { url, directory } = await serveManaged(
      { workers: 1, startTimeoutMs: 1000 },
      { files: { 'app.mjs': version('one') } },
    )
    deploy(directory, `export const app = () => null\nexport const start = ${start}`)
    const { code, stderr } = await control(directory, 'reload')
    expect(code).toBe(1)
    expect(stderr).toContain(says)
    expect(await (await fetch(url)).text()).toBe('one')
  })

  it('lets an old worker finish what it has begun', async () => {
    const { url, directory, ask } = await serveManaged(
      { workers: 1 },
      {
        files: {
          'app.mjs': `import { existsSync } from 'node:fs'
            export default () => ({
              status: 200,
              headers: { 'content-type': 'text/plain' },
              body: (async function* () {
                yield 'begun, '
                while (!existsSync('go')) await new Promise((done) => setTimeout(done, 10))
                yield 'ended'
              })(),
            })`,
        },
      },
    )
    const slow = await fetch(url)
    deploy(directory, version('two'))
    await ask('reload')
    expect(await (await fetch(url)).text()).toBe('two')
    writeFileSync(join(directory, 'go'), '')
    expect(await slow.text()).toBe('begun, ended')
  })
})

describe('SIGUSR2', () => {
  it('starts the whole command again with the same sockets, without a request lost (G34)', async () => {
    const { url, pid, signal, directory, exited, status } = await serveManaged({
      workers: 2,
      listen: [{ port: 0 }, { unix: 'app.sock' }],
      metrics: { port: 0 },
      pidfile: 'app.pid',
    })
    const load = startLoad(url)
    await load.answered(100)
    signal('SIGUSR2')
    expect(await exited).toBe(0)
    await load.answered(400)
    const { failed } = await load.stop()
    expect(failed).toEqual([])

    const now = await status()
    try {
      expect(now.pid).not.toBe(pid)
      expect(now.urls).toEqual([url, 'unix:app.sock'])
      expect(readFileSync(join(directory, 'app.pid'), 'utf8')).toBe(`${now.pid}\n`)
      expect(await getOver(join(directory, 'app.sock'))).toBe(200)
    } finally {
      await control(directory, 'stop')
    }
    await eventually(
      () => isAlive(now.pid),
      (alive) => !alive,
    )
  })

  it('changes nothing when the new process does not come to serve', async () => {
    const { url, pid, signal, directory, says, status } = await serveManaged({
      workers: 1,
      pidfile: 'app.pid',
    })
    deploy(directory, `throw new Error('boom')`)
    signal('SIGUSR2')
    await says('the process that was to take over ended with code 1; this one goes on')
    expect((await fetch(url)).status).toBe(200)
    expect((await status()).pid).toBe(pid)
    expect(readFileSync(join(directory, 'app.pid'), 'utf8')).toBe(`${pid}\n`)
  })

  it('replaces a single process, too', async () => {
    const { url, signal, directory, exited } = await serveManaged({ workers: 0 })
    const load = startLoad(url, 4)
    await load.answered(50)
    signal('SIGUSR2')
    expect(await exited).toBe(0)
    await load.answered(200)
    expect((await load.stop()).failed).toEqual([])
    expect((await control(directory, 'stop')).code).toBe(0)
  })
})

function getOver(socketPath: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request({ socketPath, path: '/', agent: false }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
      .on('error', reject)
      .end()
  })
}
