import {
  chownSync,
  closeSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { resolve } from 'node:path'
import { CommandError } from '../command-error.ts'
import { exitCodes } from '../exit-codes.ts'
import { memberOf } from '../member.ts'
import { messageOf } from '../thrown.ts'

/** How to write the file. */
export interface PidfileOptions {
  /** Whose it is to be. */
  readonly owner?: { readonly uid: number; readonly gid: number } | undefined
  /** The process that this one takes over from: its file becomes ours. */
  readonly predecessor?: number | undefined
}

/**
 * Writes the id of this process to a file that nobody sees half-written, and that no two processes get.
 * @returns removes it, if it is still ours
 * @throws CommandError when another process lives by the file, or it cannot be written
 */
export function writePidfile(path: string, { owner, predecessor }: PidfileOptions = {}): () => void {
  const file = resolve(path)
  const draft = `${file}.${process.pid}`
  try {
    if (predecessor !== undefined && isOf(predecessor, file)) {
      // The file is ours by now, the directory perhaps not.
      writeFileSync(file, `${process.pid}\n`)
      return () => removeOwn(file)
    }
    write(draft, owner)
    put(draft, file)
  } catch (cause) {
    if (cause instanceof CommandError) throw cause
    const message = `cannot write the pid file ${path}: ${reasons.get(memberOf(cause, 'code')) ?? messageOf(cause)}`
    throw new CommandError(exitCodes.cannotListen, message, { cause })
  } finally {
    rmSync(draft, { force: true })
  }
  return () => removeOwn(file)
}

const reasons: ReadonlyMap<unknown, string> = new Map([
  ['ENOENT', 'no such directory'],
  ['ENOTDIR', 'no such directory'],
  ['EACCES', 'permission denied'],
  ['EROFS', 'the file system is read-only'],
  ['EISDIR', 'it is a directory'],
])

function write(draft: string, owner: PidfileOptions['owner']): void {
  const fd = openSync(draft, 'wx', 0o644)
  try {
    writeSync(fd, `${process.pid}\n`)
  } finally {
    closeSync(fd)
  }
  if (owner !== undefined) chownSync(draft, owner.uid, owner.gid)
}

/** A link fails where a file is, whoever is faster. A file by which nobody lives is replaced. */
function put(draft: string, file: string): void {
  try {
    linkSync(draft, file)
  } catch (error) {
    if (memberOf(error, 'code') !== 'EEXIST') throw error
    const pid = readPid(file)
    if (pid !== undefined && pid !== process.pid && isAlive(pid)) {
      throw new CommandError(
        exitCodes.cannotListen,
        `the pid file ${file} is that of process ${pid}, which runs`,
      )
    }
    renameSync(draft, file)
  }
}

/** Where the directory is not ours any more, an empty file is what can be left. */
function removeOwn(file: string): void {
  try {
    if (readPid(file) !== process.pid) return
    try {
      unlinkSync(file)
    } catch {
      truncateSync(file)
    }
  } catch {
    // It names a process that is gone: the next one replaces it.
  }
}

function isOf(pid: number, file: string): boolean {
  try {
    return readPid(file) === pid
  } catch {
    return false
  }
}

function readPid(file: string): number | undefined {
  const text = readFileSync(file, 'utf8').trim()
  return /^[1-9]\d{0,9}$/.test(text) ? Number(text) : undefined
}

/** A process of somebody else lives as well. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return memberOf(error, 'code') === 'EPERM'
  }
}
