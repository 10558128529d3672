/** A socket that the service manager has opened. */
export interface ActivatedSocket {
  /** Number of its descriptor: listen at `{ fd }`. */
  readonly fd: number
  /** Its name in the unit, `FileDescriptorName=`; `null` when names are not given. */
  readonly name: string | null
}

const VARIABLES = ['LISTEN_PID', 'LISTEN_FDS', 'LISTEN_FDNAMES', 'LISTEN_PIDFDID']
const FIRST_FD = 3
/** Far more than a unit has. */
const MOST = 1024

/**
 * The sockets that systemd, or whoever speaks its protocol, has opened for this process. Removes the variables that tell
 * of them from the environment: they are not meant for children. A second call finds nothing.
 * @returns none when `LISTEN_PID` names another process, such as a shell or `npx` in between: use `exec`
 * @throws Error when the variables are malformed
 * @see sd_listen_fds(3)
 */
export function takeActivatedSockets(
  environment: Record<string, string | undefined> = process.env,
  pid: number = process.pid,
): ActivatedSocket[] {
  const { LISTEN_PID: forPid, LISTEN_FDS: countText = '', LISTEN_FDNAMES: namesText } = environment
  for (const variable of VARIABLES) delete environment[variable]
  if (forPid !== String(pid)) return []

  const count = Number(countText)
  if (!Number.isInteger(count) || count < 0 || count > MOST || String(count) !== countText) {
    throw new Error(`LISTEN_FDS is 0 to ${MOST}, got ${JSON.stringify(countText)}`)
  }
  const names = count === 0 ? undefined : namesText?.split(':')
  if (names !== undefined && names.length !== count) {
    throw new Error(`LISTEN_FDNAMES names ${names.length} sockets, but LISTEN_FDS counts ${count}`)
  }
  return Array.from({ length: count }, (_, i) => ({ fd: FIRST_FD + i, name: names?.[i] ?? null }))
}
