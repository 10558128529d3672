import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, symlinkSync } from 'node:fs'
import { type AddressInfo, connect, createServer } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, it, onTestFinished } from 'vitest'
import { exitCodes } from '../../src/exit-codes.ts'
import { control, directoryOf, eventually, launchManaged, serveManaged, whoami } from './managed.ts'

describe('the control socket', () => {
  it("is its owner's alone", async () => {
    const { directory } = await serveManaged({ workers: 1 })
    expect(statSync(join(directory, 'control.sock')).mode & 0o777).toBe(0o600)
  })

  it('tells the status of all of it', async () => {
    const { url, pid, status } = await serveManaged({ workers: 2 })
    for (let i = 0; i < 5; i++) await (await fetch(url)).text()
    expect(await status()).toMatchObject({
      pid,
      state: 'serving',
      application: 'app.mjs',
      urls: [url],
      generation: 1,
      lastReload: null,
      wanted: 2,
      workers: [
        { id: 1, state: 'ready', generation: 1 },
        { id: 2, state: 'ready', generation: 1 },
      ],
      counters: { requests: { total: 5 }, responses: { '2xx': 5 } },
    })
  })

  it('tells of one process, too, and what that cannot do', async () => {
    const { pid, status, directory, signal, says } = await serveManaged({ workers: 0 })
    expect(await status()).toMatchObject({ pid, wanted: 0, workers: [{ pid, state: 'ready' }] })
    const { code, stderr } = await control(directory, 'reload')
    expect(code).toBe(exitCodes.failed)
    expect(stderr).toContain('tsgi: one process cannot reload: start it with --workers 1 or more')
    signal('SIGTTIN')
    await says('one process cannot have more or fewer workers')
  })

  it('opens logs again, in each worker', async () => {
    const { directory, signal, ask } = await serveManaged({ workers: 2 })
    expect(await ask('reopen')).toEqual({ message: 'logs are opened again' })
    await eventually(
      () => readdirSync(directory),
      (names) => names.filter((name) => name.startsWith('opened')).length === 2,
    )
    signal('SIGUSR1')
    await eventually(
      () =>
        readdirSync(directory)
          .filter((name) => name.startsWith('opened'))
          .map((name) => readFileSync(join(directory, name), 'utf8')),
      (counts) => counts.every((count) => count === '++'),
    )
  })

  it('stops all of it, and waits for that', async () => {
    const { directory, ended } = await serveManaged({ workers: 2 })
    expect(await control(directory, 'stop')).toMatchObject({
      code: 0,
      stdout: '{\n  "message": "stopped"\n}\n',
    })
    expect(await ended).toMatchObject({ code: 0 })
  })

  it.each([
    ['no JSON', 'status\n', 'expected a line of JSON'],
    ['no object', '"status"\n', 'expected an object with command and nothing else'],
    [
      'more than it knows',
      '{"command":"status","as":"root"}\n',
      'expected an object with command and nothing else',
    ],
    ['an unknown command', '{"command":"exec"}\n', 'expected command status, workers, reload, stop, reopen'],
    ['an inherited name', '{"command":"constructor"}\n', 'expected command status'],
    ['two questions', '{"command":"status"}\n{"command":"stop"}\n', 'one question for each connection'],
    ['too much', 'x'.repeat(2000), 'a question has at most 1024 octets'],
  ])('refuses %s', async (_what, question, says) => {
    const { directory, status } = await serveManaged({ workers: 0 })
    const answer = JSON.parse(await converse(join(directory, 'control.sock'), question))
    expect(answer).toMatchObject({ ok: false, message: expect.stringContaining(says) as string })
    expect((await status()).state).toBe('serving')
  })

  it('lets go of who says nothing', async () => {
    const { directory } = await serveManaged({ workers: 0 })
    const socket = connect(join(directory, 'control.sock')).end()
    expect(await text(socket)).toBe('')
  })

  it.each(['status', 'stop'])('%s says that nobody is there', async (command) => {
    expect(await control(directoryOf(), command)).toMatchObject({
      code: exitCodes.cannotListen,
      stdout: '',
      stderr:
        'tsgi: cannot ask control.sock: there is no such socket; is it running, and with this --control?\n',
    })
  })
})

describe('metrics', () => {
  it('are those of all workers, those that are gone among them', async () => {
    const port = await freePort()
    const { url, ask } = await serveManaged({ workers: 2, metrics: { port } })
    const scrape = async (): Promise<string> => (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
    for (let i = 0; i < 20; i++) await (await fetch(url)).text()
    expect(await scrape()).toContain('\ntsgi_requests_total 20\n')
    await ask('reload')
    await (await fetch(url)).text()
    const after = await eventually(scrape, (all) => all.includes('\ntsgi_requests_total 21\n'))
    expect(after).toContain('\ntsgi_workers_ready 2\n')
    expect(after).toContain('\ntsgi_worker_events_total{event="reloaded"} 1\n')
    expect(after.match(/^tsgi_worker_resident_memory_bytes\{worker="\d"\} \d+$/gm)?.length).toBeGreaterThan(1)
    for (const line of after.trimEnd().split('\n')) {
      expect(line).toMatch(/^(?:# (?:HELP|TYPE) .+|[a-z_]+(?:\{[a-z]+="[^"]*"\})? -?[0-9.e+-]+)$/)
    }
  })

  it('are those of one process, too', async () => {
    const port = await freePort()
    const { url } = await serveManaged({ workers: 0, metrics: { port } })
    await (await fetch(url)).text()
    expect(await (await fetch(`http://127.0.0.1:${port}`)).text()).toContain('\ntsgi_requests_total 1\n')
    expect((await fetch(`http://127.0.0.1:${port}`, { method: 'POST' })).status).toBe(405)
  })
})

describe('what cannot be had is one line and leaves nothing', () => {
  it('a port in use', async () => {
    const port = await usedPort()
    await expectFailure(
      { listen: [{ port }] },
      exitCodes.cannotListen,
      `cannot listen on 127.0.0.1:${port}: the port is in use (--port 0 takes any free one)`,
    )
  })

  it('a second port in use, when the first was had', async () => {
    const port = await usedPort()
    await expectFailure(
      { listen: [{ unix: 'app.sock' }, { port }] },
      exitCodes.cannotListen,
      `cannot listen on 127.0.0.1:${port}: the port is in use`,
    )
  })

  it('a port of the metrics in use', async () => {
    const port = await usedPort()
    await expectFailure(
      { metrics: { port } },
      exitCodes.cannotListen,
      `cannot listen on 127.0.0.1:${port} (metrics): the port is in use`,
    )
  })

  it.each([
    [
      { listen: [{ host: '192.0.2.1', port: 0 }] },
      69,
      'cannot listen on 192.0.2.1:0: this machine has no such address',
    ],
    [
      { listen: [{ host: 'nowhere.invalid', port: 0 }] },
      69,
      'cannot listen on nowhere.invalid:0: no such host',
    ],
    [{ listen: [{ unix: 'nowhere/app.sock' }] }, 69, 'cannot listen on nowhere/app.sock: no such directory'],
    [{ listen: [{ unix: 'file' }] }, 69, 'cannot listen on file: there is a file that is no socket'],
    [{ listen: [{ unix: 'link' }] }, 69, 'cannot listen on link: there is a file that is no socket'],
    [{ listen: [{ unix: 'x'.repeat(120) }] }, 69, 'the path is too long for a unix socket'],
    [{ listen: [{ fd: 97 }] }, 69, 'cannot listen on fd:97: nothing was inherited there'],
    [{ controlSocket: 'nowhere/c.sock' }, 69, 'cannot listen on nowhere/c.sock (control): no such directory'],
    [{ controlSocket: 'file' }, 69, 'cannot listen on file (control): there is a file that is no socket'],
    [{ pidfile: 'nowhere/app.pid' }, 69, 'cannot write the pid file nowhere/app.pid: no such directory'],
    [{ pidfile: 'folder' }, 69, 'cannot write the pid file folder: it is a directory'],
    [{ user: 'nobody-here' }, 2, '--user: there is no user nobody-here'],
    [{ group: 'nobody-here' }, 2, '--group: there is no group nobody-here'],
    [{ workers: -1 }, 2, '--workers is auto or 0 to 1024'],
    [{ workers: 0, maxRequests: 10 }, 2, '--max-requests needs --workers'],
    [{ workers: 0, maxRssBytes: 10 }, 2, '--max-rss needs --workers'],
    [{ workers: 0, maxLifetimeMs: 10 }, 2, '--max-lifetime needs --workers'],
    [{ healthPath: 'healthz' }, 2, '--health-path begins with /'],
    [{ graceMs: 1e12 }, 2, '--grace is 0 to 24 days'],
  ])('%j', async (settings, code, says) => {
    await expectFailure(settings, code, says)
  })

  it('a control socket of another one that runs', async () => {
    const { directory } = await serveManaged({ workers: 0 })
    await expectFailure(
      { controlSocket: join(directory, 'control.sock') },
      exitCodes.cannotListen,
      '(control): a server listens there',
    )
    expect(existsSync(join(directory, 'control.sock'))).toBe(true)
  })

  it('a pid file of another one that runs', async () => {
    const { directory, pid } = await serveManaged({ workers: 0, pidfile: 'app.pid' })
    const pidfile = join(directory, 'app.pid')
    await expectFailure({ pidfile }, exitCodes.cannotListen, `is that of process ${pid}, which runs`)
    expect(readFileSync(pidfile, 'utf8')).toBe(`${pid}\n`)
  })

  it('but a pid file of one that is gone is replaced', async () => {
    const { pid, directory, signal, ended } = await serveManaged(
      { workers: 0, pidfile: 'app.pid' },
      { files: { 'app.mjs': whoami, 'app.pid': '4194300\n' } },
    )
    expect(readFileSync(join(directory, 'app.pid'), 'utf8')).toBe(`${pid}\n`)
    signal('SIGTERM')
    await ended
    expect(existsSync(join(directory, 'app.pid'))).toBe(false)
  })
})

async function expectFailure(
  settings: Parameters<typeof launchManaged>[0],
  code: number,
  says: string,
): Promise<void> {
  const files = { 'app.mjs': whoami, file: 'precious' }
  const directory = directoryOf(files)
  mkdirSync(join(directory, 'folder'))
  symlinkSync('file', join(directory, 'link'))
  const before = readdirSync(directory).toSorted()
  const { ended } = launchManaged(settings, { files, directory })
  const { stdout, stderr, code: ended1 } = await ended
  expect([ended1, stdout]).toEqual([code, ''])
  expect(stderr).toContain(says)
  expect(stderr.trimEnd().split('\n')).toHaveLength(1)
  expect(readdirSync(directory).toSorted()).toEqual(before)
  expect(readFileSync(join(directory, 'file'), 'utf8')).toBe('precious')
}

async function converse(path: string, question: string): Promise<string> {
  const socket = connect(path)
  socket.end(question)
  return text(socket)
}

async function usedPort(): Promise<number> {
  const other = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void other.close())
  await once(other, 'listening')
  return (other.address() as AddressInfo).port
}

async function freePort(): Promise<number> {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  await new Promise((resolve) => other.close(resolve))
  return port
}
