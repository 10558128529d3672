import { Counters } from '@tsgi/listeners'
import { describe, expect, it } from 'vitest'
import { formatMetrics } from './format-metrics.ts'

/** What the text format allows of ours: no time stamps, at most one label, decimal numbers. */
const HELP = /^# HELP ([a-z_]+) ([^\\\n]+)$/
const TYPE = /^# TYPE ([a-z_]+) (counter|gauge)$/
const SAMPLE = /^([a-z_]+)(?:\{([a-z]+)="((?:[^"\\\n]|\\["\\n])*)"\})? (\d+)$/

interface Family {
  readonly type: string
  /** Values by label, `''` without one. */
  readonly samples: Map<string, number>
}

/** Reads metrics, strictly: each family once, with its help, its type and then its samples, none twice. */
function parseMetrics(text: string): Map<string, Family> {
  const families = new Map<string, Family>()
  expect(text.endsWith('\n')).toBe(true)
  const lines = text.slice(0, -1).split('\n')
  while (lines.length > 0) {
    const [, name] = HELP.exec(lines.shift()!)!
    const [, sameName, type] = TYPE.exec(lines.shift()!)!
    expect(sameName).toBe(name)
    expect(families.has(name!)).toBe(false)
    families.set(name!, { type: type!, samples: parseSamples(name!, lines) })
  }
  return families
}

function parseSamples(name: string, lines: string[]): Map<string, number> {
  const samples = new Map<string, number>()
  while (lines.length > 0 && !lines[0]!.startsWith('#')) {
    const [, sameName, label = '', value = '', count] = SAMPLE.exec(lines.shift()!)!
    const key = label === '' ? '' : `${label}=${value}`
    expect(sameName).toBe(name)
    expect(samples.has(key)).toBe(false)
    samples.set(key, Number(count))
  }
  return samples
}

function busy(): Counters {
  const counters = new Counters()
  counters.connectionOpened()
  counters.connectionOpened()
  counters.connectionClosed()
  counters.connectionRefused()
  for (let i = 0; i < 5; i++) counters.requestBegun()
  for (let i = 0; i < 3; i++) counters.requestOver(i > 0)
  for (const status of [103, 200, 204, 404, 500]) counters.responseBegun(status)
  counters.received(10_000_000_000)
  counters.sent(7)
  counters.protocolError('HTTP1_HOST')
  counters.protocolError('HTTP1_HEAD_TIMEOUT')
  counters.fault()
  return counters
}

describe('metrics as text', () => {
  it('tell all counters', () => {
    const families = parseMetrics(formatMetrics(busy().snapshot()))
    const values = [...families].map(([name, { samples }]) => [name, Object.fromEntries(samples)])
    expect(Object.fromEntries(values)).toEqual({
      tsgi_connections_open: { '': 1 },
      tsgi_connections_accepted_total: { '': 2 },
      tsgi_connections_refused_total: { '': 1 },
      tsgi_requests_active: { '': 2 },
      tsgi_requests_total: { '': 5 },
      tsgi_requests_aborted_total: { '': 1 },
      tsgi_responses_total: {
        'class=1xx': 1,
        'class=2xx': 2,
        'class=3xx': 0,
        'class=4xx': 1,
        'class=5xx': 1,
      },
      tsgi_received_bytes_total: { '': 10_000_000_000 },
      tsgi_sent_bytes_total: { '': 7 },
      tsgi_protocol_errors_total: { 'code=HTTP1_HOST': 1, 'code=HTTP1_HEAD_TIMEOUT': 1 },
      tsgi_faults_total: { '': 1 },
    })
  })

  it('call counters, and nothing else, a total', () => {
    const families = parseMetrics(formatMetrics(new Counters().snapshot()))
    for (const [name, { type }] of families) expect(name.endsWith('_total')).toBe(type === 'counter')
  })

  it('have every class of status from the beginning, and an error once there was one', () => {
    const families = parseMetrics(formatMetrics(new Counters().snapshot()))
    expect(families.get('tsgi_responses_total')!.samples.size).toBe(5)
    expect(families.get('tsgi_protocol_errors_total')!.samples.size).toBe(0)
  })

  it('escape the values of labels', () => {
    const counters = new Counters()
    counters.protocolError('a"} 1\n\\b')
    const families = parseMetrics(formatMetrics(counters.snapshot()))
    expect([...families.get('tsgi_protocol_errors_total')!.samples]).toEqual([
      [String.raw`code=a\"} 1\n\\b`, 1],
    ])
  })
})
