import { execFileSync } from 'node:child_process'
import { CommandError } from '../command-error.ts'
import { exitCodes } from '../exit-codes.ts'
import { messageOf } from '../thrown.ts'
import type { Identity } from './settings.ts'

/** Whom a process is to become. */
export interface Account {
  readonly uid: number
  readonly gid: number
  /** For its supplementary groups. `undefined`: it has none. */
  readonly userName: string | undefined
  /** All groups that it is a member of. */
  readonly groups: readonly number[]
}

/**
 * Finds whom `--user` and `--group` mean, and whether this process may become that.
 * @returns `undefined`: nobody else than now
 * @throws CommandError when there is no such user or group, or this process may not change
 */
export function findAccount({ user, group }: Identity): Account | undefined {
  if (user === undefined && group === undefined) return undefined

  const uid =
    user === undefined ? process.getuid!() : ask(['-u', '--', user], `--user: there is no user ${user}`)
  const gid = findGroup(user, group)
  const userName = user === undefined ? undefined : nameOf(user)
  const account: Account = {
    uid,
    gid,
    userName,
    groups: [gid, ...(userName === undefined ? [] : groupsOf(userName))],
  }
  if (process.geteuid!() === 0 || isAlready(account)) return account
  throw new CommandError(
    exitCodes.failed,
    `cannot become ${user ?? group}: only root can change user and group; start it as root, or without --user and --group`,
  )
}

/** The types of Node do not know of it. */
interface Initgroups {
  initgroups(user: string, extraGroup: number): void
}

/**
 * Becomes an account for good: user, group and supplementary groups.
 * @throws CommandError when anything of what the process was is left
 */
export function become(account: Account): void {
  if (isAlready(account)) return
  const { uid, gid, userName, groups } = account
  try {
    if (userName === undefined) process.setgroups!([gid])
    else (process as unknown as Initgroups).initgroups(userName, gid)
    process.setgid!(gid)
    process.setuid!(uid)
  } catch (cause) {
    throw new CommandError(exitCodes.failed, `cannot become user ${uid}: ${messageOf(cause)}`, { cause })
  }
  const isMore = process.getgroups!().some((id) => !groups.includes(id))
  if (!isAlready(account) || isMore || (uid !== 0 && canReturn())) {
    throw new CommandError(exitCodes.failed, `cannot become user ${uid}: some of the former rights are left`)
  }
}

function isAlready({ uid, gid }: Account): boolean {
  return (
    [process.getuid!(), process.geteuid!()].every((id) => id === uid) &&
    [process.getgid!(), process.getegid!()].every((id) => id === gid)
  )
}

function canReturn(): boolean {
  try {
    process.setuid!(0)
    return true
  } catch {
    return false
  }
}

function findGroup(user: string | undefined, group: string | undefined): number {
  if (group === undefined) return ask(['-g', '--', user!], `--group: user ${user} has no group, so name one`)
  if (isNumber(group)) return Number(group)
  try {
    // `getent` and not a file: accounts may come from elsewhere.
    const entry = execFileSync('getent', ['group', group], { encoding: 'utf8', stdio: 'pipe' })
    return Number(entry.split(':')[2])
  } catch (cause) {
    throw new CommandError(exitCodes.usage, `--group: there is no group ${group}`, { cause })
  }
}

/** A user may be a number of whom nobody knows a name, as in containers. */
function ask([flag, ...rest]: [string, string, string], otherwise: string): number {
  const user = rest.at(-1)!
  if (flag === '-u' && isNumber(user)) return Number(user)
  try {
    return Number(execFileSync('id', [flag, ...rest], { encoding: 'utf8', stdio: 'pipe' }))
  } catch (cause) {
    throw new CommandError(exitCodes.usage, otherwise, { cause })
  }
}

function nameOf(user: string): string | undefined {
  if (!isNumber(user)) return user
  try {
    return execFileSync('id', ['-un', '--', user], { encoding: 'utf8', stdio: 'pipe' }).trim()
  } catch {
    return undefined
  }
}

function groupsOf(userName: string): number[] {
  const text = execFileSync('id', ['-G', '--', userName], { encoding: 'utf8', stdio: 'pipe' })
  return text.trim().split(' ').map(Number)
}

function isNumber(text: string): boolean {
  return /^\d{1,10}$/.test(text)
}
