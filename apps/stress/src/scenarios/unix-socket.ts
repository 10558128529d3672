import { existsSync, lstatSync, readFileSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { allThatComes } from '../client/raw-client.ts'
import { exactly } from '../finding.ts'
import type { Finding } from '../finding.ts'
import type { Scenario } from '../scenario.ts'
import { StartError, withCommand } from '../server-process.ts'
import type { ServerProcess } from '../server-process.ts'

/** The command's status when it cannot listen. */
const CANNOT_LISTEN = '69'

/** What is at the path of a unix socket before, meanwhile and afterwards. */
export const unixSocket: Scenario = {
  id: 'G36',
  name: 'unix-socket',
  title: 'the tsgi command at a unix socket, with something at its path before, meanwhile and afterwards',
  async run() {
    const folder = await mkdtemp(join(tmpdir(), 'stress-'))
    try {
      const path = join(folder, 'app.sock')
      return [...(await ofItsOwn(path)), ...(await ofOthers(path))]
    } finally {
      await rm(folder, { recursive: true })
    }
  },
}

function ofItsOwn(path: string): Promise<Finding[]> {
  return serveAt(path, async (server) => {
    const mode = (lstatSync(path).mode & 0o777).toString(8)
    const second = await statusOfStart(path)
    const stillServes = await ask(path)
    await server.kill()
    const isLeft = existsSync(path)
    const [served, ended] = await serveAt(path, async (next) => [await ask(path), await stop(next)])
    return [
      exactly('mode of the socket', mode, '660'),
      exactly('exit status of a second server there', second, CANNOT_LISTEN),
      exactly('the first one then', stillServes, 'hello'),
      exactly('the socket, when a server was killed', isLeft ? 'left' : 'gone', 'left'),
      exactly('the next server there', served, 'hello'),
      exactly('its exit status', ended, '0'),
      exactly('its socket then', existsSync(path) ? 'left' : 'gone', 'gone'),
    ]
  })
}

async function ofOthers(path: string): Promise<Finding[]> {
  writeFileSync(path, 'precious')
  const atFile = await statusOfStart(path)
  const file = readFileSync(path, 'utf8')
  unlinkSync(path)

  const target = `${path}.target`
  symlinkSync(target, path)
  const atLink = await statusOfStart(path)
  const isLink = lstatSync(path).isSymbolicLink() && !existsSync(target)
  unlinkSync(path)

  await serveAt(path, async (server) => {
    unlinkSync(path)
    writeFileSync(path, 'precious')
    await stop(server)
  })
  return [
    exactly('exit status where a file is', atFile, CANNOT_LISTEN),
    exactly('the file then', file, 'precious'),
    exactly('exit status where a link is', atLink, CANNOT_LISTEN),
    exactly('the link then', isLink ? 'as it was' : 'changed', 'as it was'),
    exactly('a file that took the place of the socket', readFileSync(path, 'utf8'), 'precious'),
  ]
}

function serveAt<T>(path: string, use: (server: ServerProcess) => Promise<T>): Promise<T> {
  return withCommand(['--unix', path], use)
}

/** With what a server ends that must not start. */
async function statusOfStart(path: string): Promise<string> {
  try {
    return await serveAt(path, () => Promise.resolve('started'))
  } catch (error) {
    if (!(error instanceof StartError)) throw error
    return error.status
  }
}

async function ask(path: string): Promise<string> {
  const socket = connect({ path }).on('error', () => {})
  const comes = allThatComes(socket)
  socket.write('GET / HTTP/1.1\r\nHost: stress\r\nConnection: close\r\n\r\n')
  return (await comes).split('\r\n\r\n')[1]?.trim() ?? ''
}

async function stop(server: ServerProcess): Promise<string> {
  server.signal('SIGTERM')
  return String(await server.ended)
}
