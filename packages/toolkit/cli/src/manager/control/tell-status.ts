import type { Status, WorkerStatus } from './protocol.ts'

/** A status for people. */
export function tellStatus(status: Status): string {
  const { lastReload, counters } = status
  const ready = status.workers.filter(({ state }) => state === 'ready').length
  const lines = [
    `${status.application} on ${status.urls.join(', ')}`,
    `${status.state}, pid ${status.pid}, up ${duration(status.uptimeSeconds)}, ${status.version}`,
    status.wanted === 0
      ? 'one process, no workers'
      : `${ready} of ${status.wanted} workers ready, generation ${status.generation}`,
    `${counters.requests.total} requests, ${counters.requests.active} active, ${counters.responses['5xx']} answered 5xx, ` +
      `${counters.connections.open} connections open`,
    `${status.events.crashed} crashed, ${status.events.hung} hung, ${status.events.recycled} recycled`,
    ...(lastReload === null ? [] : [`last reload ${lastReload.at}: ${lastReload.message}`]),
  ]
  return `${lines.join('\n')}\n\n${tellWorkers(status.workers)}`
}

const columns: ReadonlyArray<readonly [title: string, read: (worker: WorkerStatus) => string]> = [
  ['ID', ({ id }) => String(id)],
  ['PID', ({ pid }) => String(pid)],
  ['STATE', ({ state }) => state],
  ['GENERATION', ({ generation }) => String(generation)],
  ['UP', ({ uptimeSeconds }) => duration(uptimeSeconds)],
  ['REQUESTS', ({ requests }) => String(requests)],
  ['ACTIVE', ({ active }) => String(active)],
  ['CONNECTIONS', ({ connections }) => String(connections)],
  ['MEMORY', ({ rss }) => `${(rss / 2 ** 20).toFixed(1)} MiB`],
  ['CPU', ({ cpuSeconds }) => `${cpuSeconds.toFixed(1)} s`],
  ['BUSY', ({ busy }) => `${Math.round(busy * 100)} %`],
]

/** Workers for people: a table. */
export function tellWorkers(workers: readonly WorkerStatus[]): string {
  const rows = [
    columns.map(([title]) => title),
    ...workers.map((worker) => columns.map(([, read]) => read(worker))),
  ]
  const widths = columns.map((_column, index) => Math.max(...rows.map((row) => row[index]!.length)))
  return rows
    .map((row) =>
      row
        .map((cell, index) => cell.padEnd(widths[index]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

const units: ReadonlyArray<readonly [seconds: number, name: string]> = [
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'min'],
]

/** The two largest units: `3 h 12 min`. */
export function duration(seconds: number): string {
  let rest = Math.floor(seconds)
  const parts: string[] = []
  for (const [length, name] of units) {
    if (rest >= length) parts.push(`${Math.floor(rest / length)} ${name}`)
    rest %= length
  }
  return [...parts, `${rest} s`].slice(0, 2).join(' ')
}
