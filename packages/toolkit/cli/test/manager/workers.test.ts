import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { exitCodes } from '../../src/exit-codes.ts'
import { eventually, isAlive, launchManaged, serveManaged, whoami } from './managed.ts'
import { startLoad } from './load.ts'

const ready = (workers: ReadonlyArray<{ state: string }>): number =>
  workers.filter(({ state }) => state === 'ready').length

describe('workers', () => {
  it('share the sockets, and are told apart by TSGI_WORKER', async () => {
    const { url, workers } = await serveManaged({ workers: 2 })
    const load = startLoad(url)
    await load.answered(400)
    const { failed, bodies } = await load.stop()
    expect(failed).toEqual([])
    const pids = (await workers()).map(({ id, pid }) => `${id} ${pid}`)
    expect([...bodies.keys()].toSorted()).toEqual(pids.toSorted())
  })

  it('come back when they are killed, within a second', async () => {
    const { url, workers, says } = await serveManaged({ workers: 2 })
    const [victim] = await workers()
    const load = startLoad(url)
    await load.answered(100)
    process.kill(victim!.pid, 'SIGKILL')
    const killedAt = performance.now()
    await says('was ended by SIGKILL; starting another')
    await eventually(workers, (all) => ready(all) === 2)
    expect(performance.now() - killedAt).toBeLessThan(5000)
    const { failed } = await load.stop()
    // What was under way there, and no more.
    expect(failed.length).toBeLessThanOrEqual(16)
  })

  it('are killed and replaced when they give no sign of life, while the others serve (G7)', async () => {
    const { url, workers, says } = await serveManaged(
      { workers: 2, workerTimeoutMs: 800 },
      {
        files: {
          'app.mjs': `export default ({ path }) => {
            if (path === '/hang') for (;;);
            return { status: 200, headers: { 'content-type': 'text/plain' }, body: String(process.pid) }
          }`,
        },
      },
    )
    const before = (await workers()).map(({ pid }) => pid)
    const hung = fetch(new URL('/hang', url)).catch(() => 'cut')
    await says('gave no sign of life for 0.8 s')
    expect(await hung).toBe('cut')
    const after = await eventually(workers, (all) => ready(all) === 2)
    expect(after.filter(({ pid }) => before.includes(pid))).toHaveLength(1)
  })

  it('are more after SIGTTIN and fewer after SIGTTOU, but never none', async () => {
    const { workers, signal, says } = await serveManaged({ workers: 1 })
    signal('SIGTTIN')
    await eventually(workers, (all) => ready(all) === 2)
    signal('SIGTTOU')
    await eventually(workers, (all) => all.length === 1)
    signal('SIGTTOU')
    await says('workers wanted: 1', 2)
    expect(ready(await workers())).toBe(1)
  })

  it('are replaced when they are sent SIGTERM, without a request lost', async () => {
    const { url, workers, says } = await serveManaged({ workers: 1 })
    const [old] = await workers()
    const load = startLoad(url, 4)
    process.kill(old!.pid, 'SIGTERM')
    await says('was sent SIGTERM: replacing it')
    await eventually(
      () => isAlive(old!.pid),
      (alive) => !alive,
    )
    expect((await load.stop()).failed).toEqual([])
    expect(await workers()).toMatchObject([{ state: 'ready' }])
  })

  it('survive Ctrl-C of the terminal until the manager says', async () => {
    const { url, workers } = await serveManaged({ workers: 1 })
    const [worker] = await workers()
    for (const signal of ['SIGINT', 'SIGHUP', 'SIGQUIT'] as const) process.kill(worker!.pid, signal)
    expect(await (await fetch(url)).text()).toBe(`1 ${worker!.pid}`)
  })

  it('keep messages of an application apart from ours', async () => {
    const { url } = await serveManaged(
      { workers: 1 },
      { files: { 'app.mjs': `process.send?.('ready')\n${whoami.replace("'none'", 'typeof process.send')}` } },
    )
    expect((await fetch(url)).status).toBe(200)
  })
})

describe('recycling', () => {
  it('replaces a worker after so many requests, without a request lost (G39)', async () => {
    const { url, status, says } = await serveManaged({
      workers: 2,
      maxRequests: 200,
      maxRequestsJitter: 50,
    })
    const load = startLoad(url)
    await says('requests: replacing it', 4)
    const { failed } = await load.stop()
    expect(failed).toEqual([])
    expect((await status()).events).toMatchObject({ crashed: 0, hung: 0 })
  })

  it('replaces a worker that has grown too large', async () => {
    const { says, status } = await serveManaged({ workers: 1, maxRssBytes: 1024, workerTimeoutMs: 400 })
    await says('MiB of memory: replacing it')
    const { events } = await eventually(status, (now) => now.events.recycled > 0)
    expect(events.crashed).toBe(0)
  })

  it('replaces a worker that is old', async () => {
    const { says, status } = await serveManaged({ workers: 1, maxLifetimeMs: 300, workerTimeoutMs: 400 })
    await says('s old: replacing it')
    const { events } = await eventually(status, (now) => now.events.recycled > 0)
    expect(events.crashed).toBe(0)
  })
})

describe('a crash loop', () => {
  it('is damped, is told in a line for each, and ends when the application is put right (G5)', async () => {
    const { directory, says, workers, status, url } = await serveManaged({ workers: 2 })
    writeFileSync(join(directory, 'app.mjs'), `throw new Error('no database')`)
    for (const { pid } of await workers()) process.kill(pid, 'SIGKILL')
    await says('cannot load app.mjs: no database (app.mjs:1); next try in 1 s')
    const { events } = await status()
    expect(events.crashed).toBeLessThan(8)

    writeFileSync(join(directory, 'app.mjs'), whoami)
    await eventually(workers, (all) => ready(all) === 2)
    expect((await fetch(url)).status).toBe(200)
  })
})

describe('a start that fails', () => {
  it.each([
    {
      name: 'for an application that throws',
      app: `throw new Error('boom')`,
      code: exitCodes.failed,
      says: 'cannot load app.mjs: boom (app.mjs:1)',
    },
    {
      name: 'for a module without an application',
      app: 'export default 1',
      code: exitCodes.notAnApplication,
      says: 'app.mjs exports a number; expected an application',
    },
    {
      name: 'for a worker that ends',
      app: 'process.exit(7)',
      code: exitCodes.failed,
      says: 'the worker ended with code 7 before it served',
    },
    {
      name: 'for one that takes too long',
      app: 'await new Promise((done) => setTimeout(done, 60_000))',
      code: exitCodes.failed,
      says: 'the worker did not serve within 0.5 s',
    },
  ])('is told once, in one line, and leaves nothing: $name', async ({ app, code, says }) => {
    const { ended } = launchManaged(
      { workers: 2, startTimeoutMs: says.includes('0.5 s') ? 500 : 0 },
      { files: { 'app.mjs': app } },
    )
    const { stderr, ...rest } = await ended
    expect(rest).toEqual({ code, stdout: '' })
    expect(stderr.startsWith(`tsgi: ${says}`)).toBe(true)
    expect(stderr.trimEnd().split('\n')).toHaveLength(1)
  })
})
