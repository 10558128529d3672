/*
 * Theory of operation
 *
 * SIGUSR2 starts the command again, with the same arguments and the descriptors of the open sockets: a new version of
 * the command, of Node or of the configuration takes over without closing a port. The new process serves first, then
 * says so, and only then the old one stops. If the new one fails, the old one goes on as if nothing had been asked.
 *
 * TSGI_HANDOVER tells the new process which descriptor is which address. Descriptors are found by address: one that is
 * not wanted any more is closed, one that is new is opened.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync } from 'node:fs'
import { CommandError } from '../command-error.ts'
import { exitCodes } from '../exit-codes.ts'
import { isOurs } from '../worker/messages.ts'
import { memberOf } from '../member.ts'
import type { SharedSocket } from './sockets/shared-sockets.ts'
import { howItEnded } from './worker-process.ts'

/** A socket as it is handed from process to process. */
export interface HandedSocket {
  /** Address that it was opened for. */
  readonly key: string
  /** Descriptor. */
  readonly fd: number
  /** Whether it is used already: two sockets may be opened for the same address, such as any free port. */
  isTaken: boolean
}

/** What a process is given by the one that it takes over from. */
export interface HandOver {
  /** Process id of the one before. */
  readonly pid: number
  readonly sockets: readonly HandedSocket[]
  /** Whether it has been told that it may stop. Until then everything is its. */
  isDone: boolean
}

const VARIABLE = 'TSGI_HANDOVER'
/** Standard streams and the channel come first. */
const FIRST_FD = 4

/** Takes what the environment says of a process before this one. @returns `undefined`: there is none */
export function takeHandOver(environment: NodeJS.ProcessEnv = process.env): HandOver | undefined {
  const text = environment[VARIABLE]
  delete environment[VARIABLE]
  if (text === undefined || process.send === undefined) return undefined

  const { pid, keys } = JSON.parse(text) as { pid: number; keys: string[] }
  // The channel is to tell that we serve, not a reason to live.
  process.channel?.unref()
  return {
    pid,
    isDone: false,
    sockets: keys.map((key, index) => ({ key, fd: FIRST_FD + index, isTaken: false })),
  }
}

/** Sockets that the process before this one has inherited as well: options do not tell of them. */
export function inheritedAddresses({ sockets }: HandOver): Array<{ fd: number }> {
  return sockets.flatMap(({ key }) => (/^fd:\d+$/.test(key) ? { fd: Number(key.slice('fd:'.length)) } : []))
}

/** Closes what was handed over and is not wanted. */
export function closeUnwanted({ sockets }: HandOver, used: readonly SharedSocket[]): void {
  const wanted = new Set(used.map(({ fd }) => fd))
  for (const { fd } of sockets) if (!wanted.has(fd)) closeSync(fd)
}

/** Tells the process before this one that it may stop. */
export function tellTakenOver(before: HandOver): void {
  before.isDone = true
  process.send?.({ tsgi: 'took over' }, undefined, {}, () => process.disconnect())
}

/** A process that is to take over. */
export interface Successor {
  /**
   * Resolves with its process id when it serves.
   * @throws CommandError when it ends before
   */
  readonly serves: Promise<number>
  /** Gives it up. */
  readonly dismiss: () => void
}

/**
 * Starts the process that is to take over.
 * @param sockets those that it gets
 */
export function startSuccessor(sockets: readonly SharedSocket[]): Successor {
  const handOver = { pid: process.pid, keys: sockets.map(({ key }) => key) }
  const child = spawn(process.execPath, [...process.execArgv, ...process.argv.slice(1)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc', ...sockets.map(({ fd }) => fd)],
    env: { ...process.env, [VARIABLE]: JSON.stringify(handOver) },
  })
  return { serves: untilServing(child), dismiss: () => void child.kill('SIGTERM') }
}

function untilServing(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.on('message', (message) => {
      if (!isOurs(message) || memberOf(message, 'tsgi') !== 'took over') return
      child.unref()
      resolve(child.pid!)
    })
    child.once('error', (cause) => reject(refused(`cannot be started: ${cause.message}`)))
    child.once('exit', (code, signal) => reject(refused(howItEnded({ code, signal }))))
  })
}

function refused(how: string): CommandError {
  return new CommandError(exitCodes.failed, `the process that was to take over ${how}; this one goes on`)
}
