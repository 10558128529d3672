import { spawn, spawnSync } from 'node:child_process'
import type { StdioOptions } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, openSync, renameSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { takeActivatedSockets } from '../src/listening/activated-sockets.ts'
import { greetingAt, open, temporaryFolder } from './listening-open.ts'

/** Listens at what it was given: descriptors as arguments, or activated sockets. Closes when its input ends. */
const CHILD = `
import { createServer } from 'node:net'
import { takeActivatedSockets } from './dist/listening/activated-sockets.js'
import { resolveListenAddress } from './dist/listening/listen-address.js'
import { openListeners } from './dist/listening/open-listeners.js'

const activated = takeActivatedSockets()
const variables = Object.keys(process.env).filter((name) => name.startsWith('LISTEN_'))
const fds = process.argv.length > 1 ? process.argv.slice(1).map(Number) : activated.map(({ fd }) => fd)
const addresses = fds.map((fd) => resolveListenAddress({ fd }))
try {
  const listeners = await openListeners(addresses, 511, () => createServer((socket) => socket.end('child')))
  process.stdin.resume().on('end', async () => {
    await Promise.all(listeners.map((listener) => listener.close()))
    console.log('"closed"')
  })
  console.log(JSON.stringify({ activated, variables, names: listeners.map(({ name }) => name) }))
} catch ({ name, code, syscall, message }) {
  console.log(JSON.stringify({ name, code, syscall, message }))
  process.exit()
}
`

const FOLDER = fileURLToPath(new URL('..', import.meta.url))
const NODE = [process.execPath, '--input-type=module', '--eval', CHILD]

interface Child {
  readonly stdin: Writable
  readonly stderr: Readable
  /** The next line that it prints, a JSON text. */
  readonly line: () => Promise<unknown>
}

/** Starts a command in a process of its own, with descriptors from 3 on. */
function start(command: string[], fds: number[] = [], environment: NodeJS.ProcessEnv = {}): Child {
  const stdio: StdioOptions = ['pipe', 'pipe', 'pipe', ...fds]
  const env = { ...process.env, ...environment }
  const child = spawn(command[0]!, command.slice(1), { cwd: FOLDER, stdio, env })
  onTestFinished(() => void child.kill())
  const [stdin, stdout, stderr] = child.stdio as unknown as [Writable, Readable, Readable]
  const lines = createInterface(stdout)[Symbol.asyncIterator]()
  async function line(): Promise<unknown> {
    const { value, done } = await lines.next()
    if (done === true) throw new Error(await text(stderr))
    return JSON.parse(value)
  }
  return { stdin, stderr, line }
}

/** Becomes node with the variables of activation for its own process, as a service manager has it. */
function activated(variables: string): string[] {
  return ['bash', '-c', `LISTEN_PID=$$ ${variables} exec "$0" "$@"`, ...NODE]
}

/** A bound and listening socket, as another process would have it. It must be closed before anybody connects. */
async function bind(where: { port: number; host: string } | { path: string }): Promise<Server> {
  const server = createServer().listen(where)
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return server
}

async function bindUnix(path: string): Promise<Server> {
  const server = await bind({ path: `${path}.bound` })
  // Closing removes the path that was bound.
  renameSync(`${path}.bound`, path)
  return server
}

function fdOf(owner: Server | Socket): number {
  return (owner as unknown as { _handle: { fd: number } })._handle.fd
}

function closed(server: Server): Promise<unknown> {
  return new Promise((resolve) => server.close(resolve))
}

describe('an inherited descriptor', () => {
  it('may be a TCP socket that listens', async () => {
    const server = await bind({ host: '127.0.0.1', port: 0 })
    const { port } = server.address() as AddressInfo
    const child = start([...NODE, '3'], [fdOf(server)])
    expect(await child.line()).toMatchObject({ names: [`127.0.0.1:${port}`] })
    await closed(server)
    expect(await greetingAt({ host: '127.0.0.1', port })).toBe('child')
  })

  it('may be a unix socket, whose file stays', async () => {
    const path = join(temporaryFolder(), 'app.sock')
    const server = await bindUnix(path)
    const child = start([...NODE, '3'], [fdOf(server)])
    expect(await child.line()).toMatchObject({ names: ['fd:3'] })
    await closed(server)
    expect(await greetingAt({ path })).toBe('child')
    child.stdin.end()
    expect(await child.line()).toBe('closed')
    expect(existsSync(path)).toBe(true)
  })

  it('that is a connection is an error', async () => {
    const server = await bind({ host: '127.0.0.1', port: 0 })
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
    onTestFinished(() => void socket.destroy())
    server.on('connection', (peer) => peer.destroy())
    await once(socket, 'connect')
    expect(await start([...NODE, '3'], [fdOf(socket)]).line()).toEqual({
      name: 'ListenError',
      code: 'EINVAL',
      syscall: 'listen',
      message: 'Descriptor 3 is not a listening stream socket',
    })
  })

  it('that is given twice is an error', async () => {
    const server = await bind({ host: '127.0.0.1', port: 0 })
    const child = start([...NODE, '3', '3'], [fdOf(server)])
    expect(await child.line()).toMatchObject({
      code: 'EEXIST',
      message: 'Descriptor 3 is in use in this process',
    })
  })

  it('that is no socket, or not open, is an error', async () => {
    const fd = openSync(join(FOLDER, 'package.json'), 'r')
    onTestFinished(() => closeSync(fd))
    await expect(open({ fd })).rejects.toMatchObject({
      name: 'ListenError',
      code: 'ENOTSOCK',
      syscall: 'listen',
      message: `Descriptor ${fd} is not a socket`,
    })
    await expect(open('fd:123456')).rejects.toMatchObject({
      code: 'EBADF',
      message: 'Descriptor 123456 is not open: nothing was inherited there',
    })
  })
})

describe('socket activation', () => {
  it('gives the descriptors from 3 on, with their names', async () => {
    const path = join(temporaryFolder(), 'app.sock')
    const [tcp, unix] = [await bind({ host: '127.0.0.1', port: 0 }), await bindUnix(path)]
    const { port } = tcp.address() as AddressInfo
    const child = start(activated('LISTEN_FDS=2 LISTEN_FDNAMES=web:admin'), [fdOf(tcp), fdOf(unix)])
    expect(await child.line()).toEqual({
      activated: [
        { fd: 3, name: 'web' },
        { fd: 4, name: 'admin' },
      ],
      variables: [],
      names: [`127.0.0.1:${port}`, 'fd:4'],
    })
    await Promise.all([closed(tcp), closed(unix)])
    expect(await greetingAt({ host: '127.0.0.1', port })).toBe('child')
    expect(await greetingAt({ path })).toBe('child')
  })

  it('is ignored when it is for another process', async () => {
    const server = await bind({ host: '127.0.0.1', port: 0 })
    const variables = { LISTEN_PID: String(process.pid), LISTEN_FDS: '1', LISTEN_FDNAMES: 'web' }
    const child = start(NODE, [fdOf(server)], variables)
    expect(await child.line()).toEqual({ activated: [], variables: [], names: [] })
  })

  it.runIf(spawnSync('systemd-socket-activate', ['--version']).status === 0)(
    'works as systemd does it',
    async () => {
      const path = join(temporaryFolder(), 'app.sock')
      const child = start(['systemd-socket-activate', '--listen', path, '--fdname', 'web', ...NODE])
      expect(String(await once(child.stderr, 'data'))).toContain('Listening')
      // The first connection starts the command.
      const greeting = greetingAt({ path })
      expect(await child.line()).toEqual({
        activated: [{ fd: 3, name: 'web' }],
        variables: [],
        names: ['fd:3'],
      })
      expect(await greeting).toBe('child')
    },
  )

  it('is told once', () => {
    const environment = { LISTEN_PID: '7', LISTEN_FDS: '1', LISTEN_FDNAMES: 'web', HOME: '/root' }
    expect(takeActivatedSockets(environment, 7)).toEqual([{ fd: 3, name: 'web' }])
    expect(environment).toEqual({ HOME: '/root' })
    expect(takeActivatedSockets(environment, 7)).toEqual([])
  })

  it('may have no names, or no sockets', () => {
    expect(takeActivatedSockets({ LISTEN_PID: '7', LISTEN_FDS: '2' }, 7)).toEqual([
      { fd: 3, name: null },
      { fd: 4, name: null },
    ])
    expect(takeActivatedSockets({ LISTEN_PID: '7', LISTEN_FDS: '0', LISTEN_FDNAMES: '' }, 7)).toEqual([])
    expect(takeActivatedSockets({ LISTEN_FDS: '2' }, 7)).toEqual([])
    expect(takeActivatedSockets({}, 7)).toEqual([])
  })

  it.each([undefined, '', 'two', '-1', '1.5', '01', '1e2', '1025', '99999999999'])(
    'is an error with %j sockets',
    (count) => {
      const environment = { LISTEN_PID: '7', LISTEN_FDS: count }
      expect(() => takeActivatedSockets(environment, 7)).toThrow('LISTEN_FDS is 0 to 1024')
      expect(environment).toEqual({})
    },
  )

  it('is an error with more or fewer names than sockets', () => {
    const environment = { LISTEN_PID: '7', LISTEN_FDS: '2', LISTEN_FDNAMES: 'web' }
    expect(() => takeActivatedSockets(environment, 7)).toThrow(
      'LISTEN_FDNAMES names 1 sockets, but LISTEN_FDS counts 2',
    )
  })
})
