import { versionLine } from '../version.ts'
import type { Status, WorkerStatus } from './control/protocol.ts'
import type { SharedSocket } from './sockets/shared-sockets.ts'
import type { Staff, WorkerView } from './staff.ts'

/** What only the manager knows. */
export type ManagerView = Pick<Status, 'state' | 'lastReload'> & {
  /** When it began, in milliseconds of a clock that never jumps. */
  readonly startedAt: number
}

/** Describes how all of it is, from what was told last. */
export function statusOf(manager: ManagerView, staff: Staff, sockets: readonly SharedSocket[]): Status {
  return {
    version: versionLine(),
    pid: process.pid,
    state: manager.state,
    application: nameOf(staff),
    urls: urlsOf(staff, sockets),
    uptimeSeconds: secondsSince(manager.startedAt),
    generation: staff.generation,
    lastReload: manager.lastReload,
    wanted: staff.size,
    workers: staff.workers.map(workerStatus),
    events: { ...staff.events },
    counters: staff.counters,
  }
}

/** As whoever serves says it. */
export function nameOf({ workers }: Staff): string {
  return workers.find(({ name }) => name !== '')?.name ?? ''
}

/** A process that was handed a unix socket knows its descriptor only. */
export function urlsOf({ workers }: Staff, sockets: readonly SharedSocket[]): string[] {
  const urls = workers.find(({ urls: found }) => found.length > 0)?.urls ?? []
  return urls.map((url, index) => {
    const socket = sockets[index]
    if (socket === undefined || !url.startsWith('fd:')) return url
    return socket.path === undefined ? socket.key : `unix:${socket.path}`
  })
}

function workerStatus({ id, pid, state, generation, startedAt, figures }: WorkerView): WorkerStatus {
  const { counters, rss = 0, cpuSeconds = 0, busy = 0 } = figures ?? {}
  return {
    id,
    pid: pid ?? 0,
    state,
    generation,
    uptimeSeconds: secondsSince(startedAt),
    requests: counters?.requests.total ?? 0,
    active: counters?.requests.active ?? 0,
    connections: counters?.connections.open ?? 0,
    rss,
    cpuSeconds: rounded(cpuSeconds),
    busy: rounded(busy),
  }
}

function secondsSince(moment: number): number {
  return rounded((performance.now() - moment) / 1000)
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000
}
