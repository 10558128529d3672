/*
 * Theory of operation
 *
 * Node binds a socket and listens in one step, so it is open to whomever the umask lets in before its mode can be set,
 * and the umask belongs to the whole process, whose other threads may be making files. And a socket that closes takes
 * the path that it was bound to away (libuv does), whoever's file is there by now.
 *
 * So it is bound in a new folder that nobody else can enter, gets its mode there, and is renamed to its path. It can be
 * reached with its mode or not at all, it replaces a dead one without a gap, and the path that libuv takes away is gone
 * long before. The file at its path is removed here, before closing, and only if it is ours: while our socket is open
 * no other file can have its inode.
 *
 * Tools like ss and lsof show the name of binding: the right file name, in the folder that is gone.
 */
import { Buffer } from 'node:buffer'
import { once } from 'node:events'
import { chmodSync, lstatSync, mkdtempSync, renameSync, rmSync, unlinkSync } from 'node:fs'
import type { BigIntStats } from 'node:fs'
import { connect } from 'node:net'
import type { Server } from 'node:net'
import { basename, dirname, join, resolve } from 'node:path'
import type { ResolvedListenAddress } from './listen-address.ts'
import { ListenError } from './listen-error.ts'
import { startListening, stopListening } from './open-listener.ts'
import type { OpenListener } from './open-listener.ts'

type UnixAddress = Extract<ResolvedListenAddress, { kind: 'unix' }>

/**
 * Listens at a unix socket.
 * @throws ListenError: `EADDRINUSE`, a server listens there; `EEXIST`, a file that is no socket is there;
 *   `ENAMETOOLONG`; whatever the system says of the folder (`ENOENT`, `EACCES` …)
 */
export async function openUnix(
  listener: Server,
  { path, mode }: UnixAddress,
  backlog: number,
): Promise<OpenListener> {
  checkLength(path)
  const dead = await findDeadSocket(path)
  const folder = trying(path, () => mkdtempSync(folderPrefix(path)))
  try {
    const bound = join(folder, basename(path))
    // In a worker of a cluster too, the socket is this process's.
    await startListening(listener, { path: bound, backlog, exclusive: true })
    const own = trying(path, () => {
      chmodSync(bound, mode)
      const stats = lstatSync(bound, { bigint: true })
      takePlace(bound, path, dead)
      return stats
    })
    return openAt(listener, path, own)
  } catch (error) {
    void stopListening(listener)
    throw error
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function openAt(listener: Server, path: string, own: BigIntStats): OpenListener {
  // Relative paths would mean something else in another working directory.
  const file = resolve(path)
  return {
    address: path,
    name: `unix:${path}`,
    close() {
      // Once closed, our inode may be another file's.
      if (listener.listening) removeOwn(file, own)
      return stopListening(listener)
    },
  }
}

/** Octets of a path with the NUL behind it, as the system has room for. libuv would cut what is longer. */
const PATH_OCTETS = process.platform === 'linux' ? 108 : 104
/** Octets that `mkdtemp` adds. */
const RANDOM_OCTETS = 6

/** Short, since it counts towards the length of the path. */
function folderPrefix(path: string): string {
  return `${dirname(path)}/.`
}

function checkLength(path: string): void {
  const most = PATH_OCTETS - '\0'.length - '/.'.length - RANDOM_OCTETS
  const length = Buffer.byteLength(path)
  if (length > most) {
    throw new ListenError('ENAMETOOLONG', `${path} has ${length} bytes, a unix socket at most ${most}`)
  }
}

/** A socket at the path that nobody listens on, or `null` where nothing is. Links are not followed. */
async function findDeadSocket(path: string): Promise<BigIntStats | null> {
  const found = trying(path, () => lookAt(path))
  if (found === null) return null
  if (!found.isSocket()) {
    throw new ListenError('EEXIST', `${path} exists and is no socket, so it is left alone`)
  }
  await expectDead(path)
  return found
}

/** Only a refused connection proves that nobody listens. */
async function expectDead(path: string): Promise<void> {
  const socket = connect(path)
  try {
    await once(socket, 'connect')
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    if (code === 'ECONNREFUSED' || code === 'ENOENT') return
    throw new ListenError('EADDRINUSE', `A server may be listening at ${path}: ${message}`, { cause })
  }
  socket.destroy()
  throw new ListenError('EADDRINUSE', `A server listens at ${path}`)
}

/** No `await` between looking and renaming: only another process can come between them, and hardly. */
function takePlace(bound: string, path: string, dead: BigIntStats | null): void {
  const found = lookAt(path)
  if (found !== null && (dead === null || !isSame(found, dead))) {
    throw new ListenError('EADDRINUSE', `Something else has just been put at ${path}`)
  }
  renameSync(bound, path)
}

function removeOwn(file: string, own: BigIntStats): void {
  try {
    const found = lookAt(file)
    if (found !== null && isSame(found, own)) unlinkSync(file)
  } catch {
    // A process that has given up its rights may not remove it. The next one finds a dead socket and replaces it.
  }
}

function lookAt(path: string): BigIntStats | null {
  return lstatSync(path, { bigint: true, throwIfNoEntry: false }) ?? null
}

function isSame(one: BigIntStats, other: BigIntStats): boolean {
  return one.dev === other.dev && one.ino === other.ino
}

/** What the system says of the files, told as a reason that it cannot listen. */
function trying<T>(path: string, act: () => T): T {
  try {
    return act()
  } catch (cause) {
    if (cause instanceof ListenError) throw cause
    const { code = 'EIO', message } = cause as NodeJS.ErrnoException
    throw new ListenError(code, `Cannot put a socket at ${path}: ${message}`, { cause })
  }
}
