import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { childrenOf, eventually, isAlive, launchManaged, serveManaged } from './managed.ts'

/** Its answer begins, and ends when SIGUSR1 comes to its worker. */
const slow = `import { once } from 'node:events'
export default () => ({
  status: 200,
  headers: { 'content-type': 'text/plain' },
  body: (async function* () {
    const asked = once(process, 'SIGUSR1')
    yield String(process.pid)
    await asked
    yield ' ended'
  })(),
})`

describe.each([2, 0])('with %i workers', (workers) => {
  it.each(['SIGTERM', 'SIGINT'] as const)('%s lets what is under way finish', async (signal) => {
    const managed = await serveManaged({ workers }, { files: { 'app.mjs': slow } })
    const { reader, pid } = await begin(managed.url)
    managed.signal(signal)
    await managed.says(`${signal}: stopping within 30 s`)
    await eventually(
      () =>
        fetch(managed.url).then(
          () => false,
          () => true,
        ),
      (isRefused) => isRefused,
    )
    // SIGUSR1 of the manager opens logs again; the application has it in this process, too.
    process.kill(pid, 'SIGUSR1')
    expect(await rest(reader)).toBe(' ended')
    expect(await managed.ended).toMatchObject({ code: 0 })
  })

  it('a second signal ends all of it at once', async () => {
    const managed = await serveManaged({ workers }, { files: { 'app.mjs': slow } })
    const { reader } = await begin(managed.url)
    const children = childrenOf(managed.pid)
    managed.signal('SIGTERM')
    await managed.says('stopping within 30 s')
    const impatience = setInterval(() => managed.signal('SIGINT'), 50)
    onTestFinished(() => clearInterval(impatience))
    expect(await managed.ended).toMatchObject({ code: 128 + 2 })
    expect(children.filter(isAlive)).toEqual([])
    await expect(rest(reader)).rejects.toThrow('terminated')
  })

  it('SIGQUIT is quick', async () => {
    const managed = await serveManaged({ workers }, { files: { 'app.mjs': slow } })
    const { reader } = await begin(managed.url)
    managed.signal('SIGQUIT')
    expect(await managed.ended).toMatchObject({ code: 0 })
    await expect(rest(reader)).rejects.toThrow('terminated')
  })

  it('the grace period is kept, and its end is told (G3)', async () => {
    const managed = await serveManaged({ workers, graceMs: 300 }, { files: { 'app.mjs': slow } })
    const { reader } = await begin(managed.url)
    managed.signal('SIGTERM')
    const { code, stderr } = await managed.ended
    expect(code).toBe(1)
    expect(stderr).toContain('gave up on what was unfinished after 0.3 s')
    await expect(rest(reader)).rejects.toThrow('terminated')
  })

  it('load balancers are told first', async () => {
    const managed = await serveManaged({ workers, healthPath: '/healthz', drainDelayMs: 1000 })
    const health = (): Promise<Response> => fetch(new URL('/healthz', managed.url))
    expect((await health()).status).toBe(200)
    managed.signal('SIGTERM')
    await managed.says('not ready any more; closing in 1 s')
    const answer = await eventually(health, ({ status }) => status !== 200)
    expect([answer.status, await answer.text()]).toEqual([503, 'draining\n'])
    expect((await fetch(managed.url)).status).toBe(200)
    expect(await managed.ended).toMatchObject({ code: 0 })
  })

  it('nothing of it is left', async () => {
    const managed = await serveManaged({
      workers,
      listen: [{ unix: 'app.sock' }],
      pidfile: 'app.pid',
    })
    const children = childrenOf(managed.pid)
    expect(readdirSync(managed.directory).toSorted()).toEqual([
      'app.mjs',
      'app.pid',
      'app.sock',
      'control.sock',
    ])
    managed.signal('SIGTERM')
    await managed.ended
    expect(readdirSync(managed.directory)).toEqual(['app.mjs'])
    expect(children.filter(isAlive)).toEqual([])
  })

  it('a signal while it loads ends it', async () => {
    const managed = launchManaged(
      { workers },
      {
        files: {
          'app.mjs': `console.log('loading')\nawait new Promise((done) => setTimeout(done, 700))\nexport default () => null`,
        },
      },
    )
    await managed.prints('loading')
    managed.signal('SIGTERM')
    expect((await managed.ended).stderr).toContain('tsgi: SIGTERM while loading\n')
    expect((await managed.ended).code).toBe(128 + 15)
    expect(existsSync(join(managed.directory, 'control.sock'))).toBe(false)
  })
})

it('workers end with a manager that is killed, gracefully', async () => {
  const managed = await serveManaged({ workers: 2 }, { files: { 'app.mjs': slow } })
  const { reader, pid } = await begin(managed.url)
  const children = childrenOf(managed.pid)
  managed.signal('SIGKILL')
  await eventually(
    () => children.filter(isAlive),
    (alive) => alive.length === 1,
  )
  process.kill(pid, 'SIGUSR1')
  expect(await rest(reader)).toBe(' ended')
  await eventually(
    () => isAlive(pid),
    (alive) => !alive,
  )
})

it('a process that works as number 1 of a container stops when asked', async () => {
  const managed = launchManaged({ workers: 2 }, { through: ['unshare', '--pid', '--fork', '--kill-child'] })
  await managed.serves()
  const { pid, workers } = await managed.status()
  expect([pid, workers.length]).toEqual([1, 2])
  const [init] = childrenOf(managed.pid)
  process.kill(init!, 'SIGTERM')
  expect(await managed.ended).toMatchObject({ code: 0 })
})

/** Gets the beginning of an answer: the process id of its worker. */
async function begin(url: string): Promise<{ pid: number; reader: ReadableStreamDefaultReader<Uint8Array> }> {
  const reader = (await fetch(url)).body!.getReader()
  const { value } = await reader.read()
  return { pid: Number(new TextDecoder().decode(value)), reader }
}

async function rest(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string> {
  let text = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return text
    text += new TextDecoder().decode(value)
  }
}
