import type { ServerCounters } from '@tsgi/listeners'
import { text } from '@tsgi/message'
import type { Application } from '@tsgi/spec'
import { formatMetrics } from './format-metrics.ts'

/** What has counters: a server, or whoever adds up those of several. */
export interface Counted {
  /** The counters at this moment. */
  readonly counters: ServerCounters
}

const HEADERS = Object.freeze({ 'content-type': 'text/plain; version=0.0.4; charset=utf-8' })

/**
 * An application that tells Prometheus the counters of a server, whatever the path. They are for operators: serve it on
 * a port of its own, or mount it behind something that asks who is there.
 */
export function metrics(server: Counted): Application {
  return ({ method }) => {
    if (method === 'GET' || method === 'HEAD')
      return text(formatMetrics(server.counters), { headers: HEADERS })
    return text('Metrics are read with GET\n', { status: 405, headers: { allow: 'GET, HEAD' } })
  }
}
