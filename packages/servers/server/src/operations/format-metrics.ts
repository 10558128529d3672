import type { ServerCounters } from '@tsgi/listeners'
/*
 * The text format of Prometheus, version 0.0.4: lines of names, labels and numbers.
 * https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
 *
 *   # HELP tsgi_responses_total Responses begun, by class of status.
 *   # TYPE tsgi_responses_total counter
 *   tsgi_responses_total{class="2xx"} 1027
 */

interface Metric {
  readonly name: string
  readonly type: 'counter' | 'gauge'
  readonly help: string
  /** One number, or one for each value of `label`. */
  readonly read: (counters: ServerCounters) => number | Readonly<Record<string, number>>
  readonly label?: string
}

const METRICS: readonly Metric[] = [
  {
    name: 'tsgi_connections_open',
    type: 'gauge',
    help: 'Connections that are open.',
    read: ({ connections }) => connections.open,
  },
  {
    name: 'tsgi_connections_accepted_total',
    type: 'counter',
    help: 'Connections that were accepted.',
    read: ({ connections }) => connections.accepted,
  },
  {
    name: 'tsgi_connections_refused_total',
    type: 'counter',
    help: 'Connections that were closed at once, because there were too many.',
    read: ({ connections }) => connections.refused,
  },
  {
    name: 'tsgi_requests_active',
    type: 'gauge',
    help: 'Requests that are not over.',
    read: ({ requests }) => requests.active,
  },
  {
    name: 'tsgi_requests_total',
    type: 'counter',
    help: 'Requests that went to the application.',
    read: ({ requests }) => requests.total,
  },
  {
    name: 'tsgi_requests_aborted_total',
    type: 'counter',
    help: 'Requests whose answer was not sent whole.',
    read: ({ requests }) => requests.aborted,
  },
  {
    name: 'tsgi_responses_total',
    type: 'counter',
    help: 'Responses begun, by class of status.',
    read: ({ responses }) => responses,
    label: 'class',
  },
  {
    name: 'tsgi_received_bytes_total',
    type: 'counter',
    help: 'Bytes of HTTP that were read.',
    read: ({ bytes }) => bytes.received,
  },
  {
    name: 'tsgi_sent_bytes_total',
    type: 'counter',
    help: 'Bytes of HTTP that were written.',
    read: ({ bytes }) => bytes.sent,
  },
  {
    name: 'tsgi_protocol_errors_total',
    type: 'counter',
    help: 'What clients did wrong, by code.',
    read: ({ protocolErrors }) => protocolErrors,
    label: 'code',
  },
  {
    name: 'tsgi_faults_total',
    type: 'counter',
    help: 'Faults of the application or of the server.',
    read: ({ faults }) => faults,
  },
]

/** The counters of a server in the text format of Prometheus, to be sent alone or with the metrics of others. */
export function formatMetrics(counters: ServerCounters): string {
  return METRICS.map((metric) => formatMetric(metric, counters)).join('')
}

function formatMetric({ name, type, help, read, label = '' }: Metric, counters: ServerCounters): string {
  const value = read(counters)
  const samples =
    typeof value === 'number'
      ? [`${name} ${value}\n`]
      : Object.entries(value).map(([key, count]) => `${name}{${label}="${escapeLabel(key)}"} ${count}\n`)
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${samples.join('')}`
}

function escapeLabel(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}
