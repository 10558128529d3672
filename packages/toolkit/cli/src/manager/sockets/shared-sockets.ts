import { closeSync, fstatSync } from 'node:fs'
import type { ListenAddress } from '@tsgi/server'
import { CommandError } from '../../command-error.ts'
import { exitCodes } from '../../exit-codes.ts'
import { memberOf } from '../../member.ts'
import { messageOf } from '../../thrown.ts'
import type { HandOver, HandedSocket } from '../hand-over.ts'
import { bindTcp } from './bind.ts'
import { bindUnixFile, fileRemover } from './unix-file.ts'

/** A socket that processes listen at together. */
export interface SharedSocket {
  /** Address as it was asked for; a process that takes over finds the socket by it. */
  readonly key: string
  /** Descriptor in this process. */
  readonly fd: number
  /** Path of a unix socket. */
  readonly path: string | undefined
  /** Removes its file, if it has one and it is still ours. Comes before closing. */
  readonly removeFile: () => void
  /** Closes it in this process: when no worker has it either, nobody can connect any more. */
  readonly close: () => void
}

/** How to open sockets. */
export interface OpenOptions {
  /** Owner of unix sockets; `undefined`: this process. */
  readonly owner?: { readonly uid: number; readonly gid: number } | undefined
  /** What they are for, if not the application. A port that is handed over is known by it, too. */
  readonly label?: string | undefined
  /** The process that this one takes over from. */
  readonly before?: HandOver | undefined
}

const DEFAULT_HOST = '127.0.0.1'
const DEFAULT_PORT = 8000
const DEFAULT_MODE = 0o660

/**
 * Opens all sockets, or none. Those that were handed over are used as they are.
 * @throws CommandError in one line, `cannotListen`
 */
export async function openSockets(
  addresses: readonly ListenAddress[],
  options: OpenOptions = {},
): Promise<SharedSocket[]> {
  const opened: SharedSocket[] = []
  try {
    for (const address of addresses) opened.push(await openSocket(address, options))
  } catch (error) {
    for (const socket of opened) letGo(socket)
    throw error
  }
  return opened
}

/** Removes and closes a socket. */
export function letGo(socket: SharedSocket): void {
  socket.removeFile()
  socket.close()
}

async function openSocket(address: ListenAddress, options: OpenOptions): Promise<SharedSocket> {
  const key = keyOf(address) + (options.label === undefined ? '' : ` (${options.label})`)
  const { before } = options
  const handed = before?.sockets.find((socket) => socket.key === key && !socket.isTaken)
  if (before !== undefined && handed !== undefined) {
    handed.isTaken = true
    return handedOver(handed, 'unix' in address ? address.unix : undefined, before)
  }
  if ('fd' in address) return inherited(key, expectSocket(address.fd))

  try {
    return 'unix' in address ? await openUnix(key, address, options) : await openTcp(key, address)
  } catch (cause) {
    const reasons = 'unix' in address ? socketReasons : portReasons
    const reason = reasons.get(memberOf(cause, 'code')) ?? messageOf(cause)
    throw new CommandError(exitCodes.cannotListen, `cannot listen on ${key}: ${reason}`, { cause })
  }
}

/** An address in its shortest form: `127.0.0.1:8000`, `/run/app.sock`, `fd:3`. */
function keyOf(address: ListenAddress): string {
  if ('unix' in address) return address.unix
  if ('fd' in address) return `fd:${address.fd}`
  const { host = DEFAULT_HOST, port = DEFAULT_PORT } = address
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

const portReasons: ReadonlyMap<unknown, string> = new Map([
  ['EADDRINUSE', 'the port is in use (--port 0 takes any free one)'],
  ['EADDRNOTAVAIL', 'this machine has no such address'],
  ['EACCES', 'permission denied'],
  ['ENOTFOUND', 'no such host'],
  ['EAI_AGAIN', 'no such host'],
])

const socketReasons: ReadonlyMap<unknown, string> = new Map([
  ['EADDRINUSE', 'a server listens there'],
  ['EEXIST', 'there is a file that is no socket'],
  ['ENOENT', 'no such directory'],
  ['ENOTDIR', 'no such directory'],
  ['EACCES', 'permission denied'],
  ['EROFS', 'the file system is read-only'],
  ['ENAMETOOLONG', 'the path is too long for a unix socket'],
])

async function openTcp(
  key: string,
  address: { host?: string; port?: number; ipv6Only?: boolean },
): Promise<SharedSocket> {
  const { host = DEFAULT_HOST, port = DEFAULT_PORT, ipv6Only = false } = address
  const handle = await bindTcp(host, port, ipv6Only)
  return { key, fd: handle.fd, path: undefined, removeFile: () => {}, close: () => handle.close() }
}

async function openUnix(
  key: string,
  { unix, mode }: { unix: string; mode?: number },
  options: OpenOptions,
): Promise<SharedSocket> {
  const { handle, remove } = await bindUnixFile(unix, {
    mode: mode ?? DEFAULT_MODE,
    owner: options.owner,
  })
  return { key, fd: handle.fd, path: unix, removeFile: remove, close: () => handle.close() }
}

/** Whoever has bound it removes its file. */
function inherited(key: string, fd: number): SharedSocket {
  return { key, fd, path: undefined, removeFile: () => {}, close: () => closeSync(fd) }
}

/** The file belongs to whoever is in charge. */
function handedOver({ key, fd }: HandedSocket, path: string | undefined, before: HandOver): SharedSocket {
  const remove = path === undefined ? (): void => {} : fileRemover(path)
  const removeFile = (): void => {
    if (before.isDone) remove()
  }
  return { key, fd, path, removeFile, close: () => closeSync(fd) }
}

function expectSocket(fd: number): number {
  let reason = 'it is not a socket'
  try {
    if (fstatSync(fd).isSocket()) return fd
  } catch {
    reason = 'nothing was inherited there'
  }
  throw new CommandError(exitCodes.cannotListen, `cannot listen on fd:${fd}: ${reason}`)
}
