/*
 * Theory of operation
 *
 * As in `@tsgi/server`: a socket is bound in a new folder that nobody else can enter, gets its mode and owner there, and
 * is renamed to its path. It can be reached with its mode or not at all, and it replaces a dead one without a gap. Its
 * file is removed only while it is ours.
 */
import {
  type BigIntStats,
  chmodSync,
  chownSync,
  lstatSync,
  mkdtempSync,
  renameSync,
  rmSync,
  unlinkSync,
} from 'node:fs'
import { connect } from 'node:net'
import { once } from 'node:events'
import { basename, dirname, join, resolve } from 'node:path'
import { memberOf } from '../../member.ts'
import { type BoundHandle, BindError, bindPath } from './bind.ts'

/** How to make a unix socket. */
export interface UnixFileOptions {
  /** Permission bits. */
  readonly mode: number
  /** Whose it is to be; `undefined`: this process's. */
  readonly owner?: { readonly uid: number; readonly gid: number } | undefined
}

/** A unix socket with its file. */
export interface UnixFile {
  readonly handle: BoundHandle
  /** Removes the file, unless another one has taken its place. Before closing, as its inode may be used again then. */
  readonly remove: () => void
}

/**
 * Binds a unix socket at a path.
 * @throws BindError: `EADDRINUSE`, a server listens there; `EEXIST`, a file that is no socket is there;
 *   `ENAMETOOLONG`; whatever the system says of the folder (`ENOENT`, `EACCES` …)
 */
export async function bindUnixFile(path: string, options: UnixFileOptions): Promise<UnixFile> {
  if (Buffer.byteLength(path) > LONGEST_PATH) throw new BindError('ENAMETOOLONG')

  const before = trying(() => lookAt(path))
  if (before !== null) await expectDead(path, before)
  const folder = trying(() => mkdtempSync(`${dirname(path)}/.`))
  try {
    const bound = join(folder, basename(path))
    const handle = bindPath(bound)
    const own = trying(() => {
      if (options.owner !== undefined) chownSync(bound, options.owner.uid, options.owner.gid)
      chmodSync(bound, options.mode)
      const stats = lstatSync(bound, { bigint: true })
      takePlace(bound, path, before)
      return stats
    }, handle)
    return { handle, remove: fileRemover(path, own) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Makes what removes the file at a path while it is the one that is there now. */
export function fileRemover(path: string, own: BigIntStats | null = lookAt(path)): () => void {
  // Relative paths would mean something else in another working directory.
  const file = resolve(path)
  return () => {
    try {
      const found = lookAt(file)
      if (found !== null && own !== null && isSame(found, own)) unlinkSync(file)
    } catch {
      // A process that has given up its rights may not remove it. The next one finds a dead socket and replaces it.
    }
  }
}

/** Octets that the system has room for, less `/.` and six by chance. */
const LONGEST_PATH = (process.platform === 'linux' ? 107 : 103) - 8

const deadCodes: readonly unknown[] = ['ECONNREFUSED', 'ENOENT']

async function expectDead(path: string, found: BigIntStats): Promise<void> {
  if (!found.isSocket()) throw new BindError('EEXIST')

  const socket = connect(path)
  try {
    await once(socket, 'connect')
  } catch (cause) {
    // Only a refused connection proves that nobody listens.
    if (deadCodes.includes(memberOf(cause, 'code'))) return
    throw new BindError('EADDRINUSE', { cause })
  }
  socket.destroy()
  throw new BindError('EADDRINUSE')
}

/** No `await` between looking and renaming: only another process can come between them, and hardly. */
function takePlace(bound: string, path: string, before: BigIntStats | null): void {
  const found = lookAt(path)
  if (found !== null && (before === null || !isSame(found, before))) throw new BindError('EADDRINUSE')
  renameSync(bound, path)
}

function lookAt(path: string): BigIntStats | null {
  return lstatSync(path, { bigint: true, throwIfNoEntry: false }) ?? null
}

function isSame(one: BigIntStats, other: BigIntStats): boolean {
  return one.dev === other.dev && one.ino === other.ino
}

function trying<T>(act: () => T, handle?: BoundHandle): T {
  try {
    return act()
  } catch (cause) {
    handle?.close()
    if (cause instanceof BindError) throw cause
    const code = memberOf(cause, 'code')
    throw new BindError(typeof code === 'string' ? code : 'EIO', { cause })
  }
}
