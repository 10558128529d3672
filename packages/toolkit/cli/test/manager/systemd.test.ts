import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, expect, it, onTestFinished } from 'vitest'
import { directoryOf, eventually, launchManaged, serveManaged, whoami } from './managed.ts'

const hasSystemd = spawnSync('systemd-notify', ['--version']).status === 0
const hasPython = spawnSync('python3', ['--version']).status === 0

/** Node cannot receive datagrams of unix sockets any more than send them. */
const RECEIVER = `
import socket, sys
receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
receiver.bind(sys.argv[1])
print('bound', flush=True)
while True:
    message, ancillary, _flags, _sender = receiver.recvmsg(4096, 1024)
    for level, kind, data in ancillary:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS: socket.close(int.from_bytes(data[:4], sys.byteorder))
    print(message.decode().strip().replace('\\n', ' '), flush=True)
`

describe.runIf(hasSystemd && hasPython)('a service manager', () => {
  it('is told of the beginning, of reloads and of the end', async () => {
    const { socket, messages } = await receiver()
    const { pid, ask, signal, ended } = await serveManaged({ workers: 1 }, { env: { NOTIFY_SOCKET: socket } })
    await eventually(
      () => messages.length,
      (count) => count >= 1,
    )
    await ask('reload')
    await eventually(
      () => messages.length,
      (count) => count >= 3,
    )
    signal('SIGTERM')
    await ended
    await eventually(
      () => messages.length,
      (count) => count >= 4,
    )
    expect(messages).toEqual([
      `READY=1 MAINPID=${pid} STATUS=serving, workers: 1, generation: 1`,
      expect.stringMatching(/^RELOADING=1 MONOTONIC_USEC=\d+$/),
      `READY=1 MAINPID=${pid} STATUS=serving, workers: 1, generation: 2`,
      'STOPPING=1',
    ])
  })

  it('gets signs of life as often as it wants', async () => {
    const { socket, messages } = await receiver()
    await serveManaged({ workers: 0 }, { env: { NOTIFY_SOCKET: socket, WATCHDOG_USEC: '300000' } })
    await eventually(
      () => messages.filter((message) => message === 'WATCHDOG=1').length,
      (count) => count >= 3,
    )
    expect(messages[0]).toContain('READY=1')
  })

  it('learns of the process that takes over', async () => {
    const { socket, messages } = await receiver()
    const { pid, signal, exited, status, ask } = await serveManaged(
      { workers: 1 },
      { env: { NOTIFY_SOCKET: socket } },
    )
    signal('SIGUSR2')
    await exited
    const { pid: next } = await status()
    await ask('stop')
    expect(next).not.toBe(pid)
    expect(messages.filter((message) => message.includes(`MAINPID=${next}`)).length).toBeGreaterThan(0)
    expect(messages.at(-1)).toBe('STOPPING=1')
    expect(messages.filter((message) => message === 'STOPPING=1')).toHaveLength(1)
  })
})

it('a service manager that cannot be told is mentioned once', async () => {
  const { says, ask, url } = await serveManaged(
    { workers: 1 },
    { env: { NOTIFY_SOCKET: '/nowhere', PATH: '/nowhere' } },
  )
  await says('cannot tell systemd, is systemd-notify installed?')
  await ask('reload')
  expect((await fetch(url)).status).toBe(200)
})

describe.runIf(spawnSync('systemd-socket-activate', ['--version']).status === 0)('socket activation', () => {
  it.each([2, 0])('gives the sockets to %i workers', async (workers) => {
    const directory = directoryOf({ 'app.mjs': whoami })
    const path = join(directory, 'app.sock')
    const managed = launchManaged(
      { workers },
      { directory, through: ['systemd-socket-activate', '--listen', path, '--fdname', 'web'] },
    )
    await managed.says('Listening')
    const answered = statusOver(path)
    expect(await managed.serves()).toBe('fd:3')
    expect(await answered).toBe(200)
    await managed.says("listening at 1 of the service manager's sockets")

    await managed.ask('stop')
    expect(await managed.ended).toMatchObject({ code: 0 })
  })

  it('outlives the process that takes over', async () => {
    const directory = directoryOf({ 'app.mjs': whoami })
    const path = join(directory, 'app.sock')
    const managed = launchManaged(
      { workers: 1 },
      { directory, through: ['systemd-socket-activate', '--listen', path] },
    )
    await managed.says('Listening')
    expect(await statusOver(path)).toBe(200)
    managed.signal('SIGUSR2')
    await managed.exited
    expect(await statusOver(path)).toBe(200)
    await managed.ask('stop')
  })
})

async function receiver(): Promise<{ socket: string; messages: string[] }> {
  const socket = join(directoryOf(), 'notify.sock')
  const child = spawn('python3', ['-c', RECEIVER, socket], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const messages: string[] = []
  const lines = createInterface(child.stdout)
  await once(lines, 'line')
  // `systemd-notify` waits until its messages were read; that is a message without words.
  lines.on('line', (line) => {
    if (line !== '' && line !== 'BARRIER=1') messages.push(line)
  })
  return { socket, messages }
}

function statusOver(path: string): Promise<number> {
  const { promise, resolve, reject } = deferred<number>()
  const child = spawn('curl', [
    '-s',
    '-o',
    '/dev/null',
    '-w',
    '%{http_code}',
    '--unix-socket',
    path,
    'http://localhost/',
  ])
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
  child.once('error', reject)
  child.once('close', () => resolve(Number(said)))
  return promise
}

function deferred<T>() {
  let resolve: (value: T) => void = () => {}
  let reject: (error: unknown) => void = () => {}
  const promise = new Promise<T>((one, other) => {
    resolve = one
    reject = other
  })
  return { promise, resolve, reject }
}
