import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { resolveListenAddress } from '../src/listening/listen-address.ts'
import { openListeners } from '../src/listening/open-listeners.ts'
import { greetingAt, open, temporaryFolder } from './listening-open.ts'

function socketPath(): string {
  return join(temporaryFolder(), 'app.sock')
}

/** A socket file that a server which is gone has left behind. */
async function leaveDeadSocket(path: string): Promise<void> {
  const server = createServer().listen(`${path}.dead`)
  await once(server, 'listening')
  renameSync(`${path}.dead`, path)
  await new Promise((resolve) => server.close(resolve))
}

function modeOf(path: string): number {
  return lstatSync(path).mode & 0o777
}

describe('NT11, G36: the mode of a unix socket', () => {
  it.each(['000', '022', '077'])('is 0660 unless configured, whatever the umask (%s)', async (octal) => {
    const umask = Number.parseInt(octal, 8)
    const before = process.umask(umask)
    onTestFinished(() => void process.umask(before))
    const unix = socketPath()
    await open({ unix })
    expect(modeOf(unix)).toBe(0o660)
    expect(process.umask()).toBe(umask)
  })

  it.each(['600', '666', '777'])('is as configured (%s)', async (octal) => {
    const mode = Number.parseInt(octal, 8)
    const unix = socketPath()
    await open({ unix, mode })
    expect(modeOf(unix)).toBe(mode)
  })

  it('holds before anybody can reach it', async () => {
    const unix = socketPath()
    const listener = createServer()
    const seen: unknown[] = []
    listener.on('listening', () => {
      const folder = join(dirname(unix), readdirSync(dirname(unix))[0]!)
      seen.push(existsSync(unix), modeOf(folder), readdirSync(folder))
    })
    const [opened] = await openListeners([resolveListenAddress({ unix })], 511, () => listener)
    onTestFinished(() => opened!.close())
    expect(seen).toEqual([false, 0o700, ['app.sock']])
  })
})

describe('NT11, G36: what is at the path of a unix socket', () => {
  it('is replaced when it is a dead socket', async () => {
    const unix = socketPath()
    await leaveDeadSocket(unix)
    await expect(greetingAt({ path: unix })).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    const listener = await open({ unix })
    expect(listener).toMatchObject({ address: unix, name: `unix:${unix}` })
    expect(await greetingAt({ path: unix })).toBe('hello')
    expect(modeOf(unix)).toBe(0o660)
  })

  it('is left alone when a server listens', async () => {
    const unix = socketPath()
    await open({ unix }, 'first')
    await expect(open({ unix })).rejects.toMatchObject({
      name: 'ListenError',
      code: 'EADDRINUSE',
      syscall: 'listen',
      message: `A server listens at ${unix}`,
    })
    expect(await greetingAt({ path: unix })).toBe('first')
    expect(readdirSync(dirname(unix))).toEqual(['app.sock'])
  })

  it('goes to one of two that start at the same time', async () => {
    const unix = socketPath()
    await leaveDeadSocket(unix)
    const started = await Promise.allSettled([open({ unix }, 'one'), open({ unix }, 'other')])
    const winner = started.findIndex(({ status }) => status === 'fulfilled')
    expect(started[1 - winner]).toMatchObject({ status: 'rejected', reason: { code: 'EADDRINUSE' } })
    expect(await greetingAt({ path: unix })).toBe(['one', 'other'][winner])
    expect(readdirSync(dirname(unix))).toEqual(['app.sock'])
  })

  it.each<[string, (path: string) => unknown]>([
    ['a file', (path) => writeFileSync(path, 'precious')],
    ['a folder', (path) => mkdirSync(path)],
    ['a link to nothing', (path) => symlinkSync('elsewhere', path)],
    [
      'a link to a dead socket',
      async (path) => {
        await leaveDeadSocket(`${path}.target`)
        symlinkSync(`${path}.target`, path)
      },
    ],
  ])('is left alone when it is %s', async (_, make) => {
    const unix = socketPath()
    await make(unix)
    const before = lstatSync(unix)
    const files = readdirSync(dirname(unix))
    await expect(open({ unix })).rejects.toMatchObject({
      code: 'EEXIST',
      syscall: 'listen',
      message: `${unix} exists and is no socket, so it is left alone`,
    })
    expect(lstatSync(unix)).toEqual(before)
    expect(readdirSync(dirname(unix))).toEqual(files)
  })

  it('is left alone when it comes while the socket is being made', async () => {
    const unix = socketPath()
    const opening = openListeners([resolveListenAddress({ unix })], 511, () =>
      createServer().once('listening', () => writeFileSync(unix, 'precious')),
    )
    await expect(opening).rejects.toMatchObject({ code: 'EADDRINUSE' })
    expect(readFileSync(unix, 'utf8')).toBe('precious')
    expect(readdirSync(dirname(unix))).toEqual(['app.sock'])
  })
})

describe('NT11, G36: closing a unix socket', () => {
  it('removes its file at once, and nothing else', async () => {
    const unix = socketPath()
    const { close } = await open({ unix })
    expect(readdirSync(dirname(unix))).toEqual(['app.sock'])
    const closed = close()
    expect(readdirSync(dirname(unix))).toEqual([])
    await closed
    await close()
  })

  it('leaves a foreign file that has taken its place', async () => {
    const unix = socketPath()
    const { close } = await open({ unix })
    unlinkSync(unix)
    writeFileSync(unix, 'precious')
    await close()
    expect(readFileSync(unix, 'utf8')).toBe('precious')
  })

  it('leaves the socket of the server that comes after it', async () => {
    const unix = socketPath()
    const { close } = await open({ unix }, 'first')
    unlinkSync(unix)
    await open({ unix }, 'second')
    await close()
    expect(await greetingAt({ path: unix })).toBe('second')
  })

  it('does not mind that its file, or the folder, is gone', async () => {
    const folder = join(temporaryFolder(), 'run')
    mkdirSync(folder)
    const { close } = await open({ unix: join(folder, 'app.sock') })
    renameSync(folder, `${folder}.old`)
    await close()
    expect(readdirSync(`${folder}.old`)).toEqual(['app.sock'])
  })
})

describe('a unix socket that cannot be made', () => {
  it('says what is wrong with its folder', async () => {
    const folder = temporaryFolder()
    await expect(open({ unix: join(folder, 'none', 'app.sock') })).rejects.toMatchObject({
      name: 'ListenError',
      code: 'ENOENT',
      syscall: 'listen',
    })
    writeFileSync(join(folder, 'file'), '')
    await expect(open({ unix: join(folder, 'file', 'app.sock') })).rejects.toMatchObject({ code: 'ENOTDIR' })
  })

  it('says that its path is too long, which libuv would cut', async () => {
    const folder = temporaryFolder()
    const longest = join(folder, 'x'.repeat(95)).slice(0, 95)
    await open({ unix: longest })
    expect(await greetingAt({ path: longest })).toBe('hello')
    await expect(open({ unix: longest.padEnd(100, 'x') })).rejects.toMatchObject({ code: 'ENAMETOOLONG' })
    expect(readdirSync(folder)).toHaveLength(1)
  })
})
