import { Counters } from '@tsgi/listeners'
import { client } from '@tsgi/testing'
import { describe, expect, it } from 'vitest'
import { formatMetrics } from './format-metrics.ts'
import { metrics } from './metrics.ts'

/** A server of which only the counters are there. */
function counted(counters = new Counters()): Parameters<typeof metrics>[0] {
  return {
    get counters() {
      return counters.snapshot()
    },
  }
}

describe('the application for metrics', () => {
  it('answers GET with the counters of that moment', async () => {
    const counters = new Counters()
    const prometheus = client(metrics(counted(counters)))
    const before = await prometheus.get('/metrics')
    counters.responseBegun(200)
    const after = await prometheus.get('/metrics')
    expect(before.status).toBe(200)
    expect(before.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8')
    expect(before.text).toContain('tsgi_responses_total{class="2xx"} 0\n')
    expect(after.text).toBe(formatMetrics(counters.snapshot()))
    expect(after.text).toContain('tsgi_responses_total{class="2xx"} 1\n')
  })

  it('answers HEAD without content', async () => {
    const answer = await client(metrics(counted())).head('/')
    expect(answer.status).toBe(200)
    expect(answer.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8')
    expect(answer.text).toBe('')
  })

  it('answers other methods with 405, and tells which there are', async () => {
    const answer = await client(metrics(counted())).post('/')
    expect(answer.status).toBe(405)
    expect(answer.headers['allow']).toBe('GET, HEAD')
  })
})
