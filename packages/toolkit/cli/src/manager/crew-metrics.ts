/*
 * Counters of all workers added up, those that are gone among them, so that no counter ever falls; then what is to be
 * known of each worker. A worker's label is its number, which is used again: there are never many.
 */
import type { Application } from '@tsgi/spec'
import { formatMetrics } from '@tsgi/server'
import type { Status, WorkerStatus } from './control/protocol.ts'

interface WorkerMetric {
  readonly name: string
  readonly type: 'counter' | 'gauge'
  readonly help: string
  readonly read: (worker: WorkerStatus) => number
}

const workerMetrics: readonly WorkerMetric[] = [
  {
    name: 'tsgi_worker_ready',
    type: 'gauge',
    help: 'Whether the worker serves.',
    read: ({ state }) => (state === 'ready' ? 1 : 0),
  },
  {
    name: 'tsgi_worker_uptime_seconds',
    type: 'gauge',
    help: 'Seconds since the worker began.',
    read: ({ uptimeSeconds }) => uptimeSeconds,
  },
  {
    name: 'tsgi_worker_requests_active',
    type: 'gauge',
    help: 'Requests of the worker that are not over.',
    read: ({ active }) => active,
  },
  {
    name: 'tsgi_worker_connections_open',
    type: 'gauge',
    help: 'Connections of the worker that are open.',
    read: ({ connections }) => connections,
  },
  {
    name: 'tsgi_worker_resident_memory_bytes',
    type: 'gauge',
    help: 'Resident memory of the worker.',
    read: ({ rss }) => rss,
  },
  {
    name: 'tsgi_worker_cpu_seconds_total',
    type: 'counter',
    help: 'Processor time of the worker.',
    read: ({ cpuSeconds }) => cpuSeconds,
  },
  {
    name: 'tsgi_worker_busy_ratio',
    type: 'gauge',
    help: 'Share of the time in which the event loop of the worker was busy.',
    read: ({ busy }) => busy,
  },
]

const eventHelp =
  'What has happened to workers, and reloads that worked (reloaded) or changed nothing (refused).'

/** A status in the text format of Prometheus. */
export function formatStatus(status: Status): string {
  const ready = status.workers.filter(({ state }) => state === 'ready').length
  return [
    formatMetrics(status.counters),
    family('tsgi_workers_wanted', 'gauge', 'Workers that are wanted.', [['', status.wanted]]),
    family('tsgi_workers_ready', 'gauge', 'Workers that serve.', [['', ready]]),
    family('tsgi_generation', 'gauge', 'How often the code was loaded.', [['', status.generation]]),
    family('tsgi_uptime_seconds', 'gauge', 'Seconds since all of it began.', [['', status.uptimeSeconds]]),
    family(
      'tsgi_worker_events_total',
      'counter',
      eventHelp,
      Object.entries(status.events).map(([event, count]) => [`{event="${event}"}`, count]),
    ),
    ...workerMetrics.map(({ name, type, help, read }) =>
      family(
        name,
        type,
        help,
        status.workers.map((worker) => [`{worker="${worker.id}"}`, read(worker)]),
      ),
    ),
  ].join('')
}

function family(
  name: string,
  type: 'counter' | 'gauge',
  help: string,
  samples: ReadonlyArray<readonly [labels: string, value: number]>,
): string {
  const lines = samples.map(([labels, value]) => `${name}${labels} ${value}\n`)
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`
}

/** An application that tells Prometheus, whatever the path. @param status asks the workers, too */
export function crewMetrics(status: () => Promise<Status>): Application {
  return async ({ method }) => {
    if (method !== 'GET' && method !== 'HEAD') {
      return {
        status: 405,
        headers: { allow: 'GET, HEAD', 'content-type': plain },
        body: 'Metrics are read with GET\n',
      }
    }
    const headers = { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }
    return { status: 200, headers, body: formatStatus(await status()) }
  }
}

const plain = 'text/plain; charset=utf-8'
