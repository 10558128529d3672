import type { ServerCounters, StatusClass } from '@tsgi/server'

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends number ? number : Mutable<T[K]> }

/** Counters of which nothing has been counted. */
export function noCounters(): ServerCounters {
  return {
    connections: { open: 0, accepted: 0, refused: 0 },
    requests: { total: 0, active: 0, aborted: 0 },
    responses: { '1xx': 0, '2xx': 0, '3xx': 0, '4xx': 0, '5xx': 0 },
    bytes: { received: 0, sent: 0 },
    protocolErrors: Object.create(null) as Record<string, number>,
    faults: 0,
  }
}

/** Adds up counters. */
export function sumOf(all: Iterable<ServerCounters>): ServerCounters {
  const sum: Mutable<ServerCounters> = noCounters()
  for (const one of all) {
    for (const name of ['open', 'accepted', 'refused'] as const)
      sum.connections[name] += one.connections[name]
    for (const name of ['total', 'active', 'aborted'] as const) sum.requests[name] += one.requests[name]
    for (const name of ['received', 'sent'] as const) sum.bytes[name] += one.bytes[name]
    for (const name of classes) sum.responses[name] += one.responses[name]
    for (const [code, count] of Object.entries(one.protocolErrors)) {
      sum.protocolErrors[code] = (sum.protocolErrors[code] ?? 0) + count
    }
    sum.faults += one.faults
  }
  return sum
}

const classes: readonly StatusClass[] = ['1xx', '2xx', '3xx', '4xx', '5xx']

/** What is left of the counters of a process that is gone: nothing of it is open or under way any more. */
export function settled(counters: ServerCounters): ServerCounters {
  return {
    ...counters,
    connections: { ...counters.connections, open: 0 },
    requests: {
      ...counters.requests,
      active: 0,
      aborted: counters.requests.aborted + counters.requests.active,
    },
  }
}
