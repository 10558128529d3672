import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, askApplication } from './ask.ts'
import { COMBINATIONS } from './combinations.ts'
import { startFront } from './front.ts'
import type { Front } from './front.ts'

/** Front servers that look into requests. */
const REQUESTS = COMBINATIONS.filter(({ proxyProtocol }) => !proxyProtocol)

describe.each(REQUESTS)('$name', (combination) => {
  let front: Front
  beforeAll(async () => {
    front = await startFront(combination, () => ({ maxContentBytes: 2048 }))
  })
  afterAll(() => front.close())

  it('lets no client name the proxy of outgoing requests', async () => {
    const told = await askApplication(front.port, '/', { headers: { proxy: 'http://evil.example' } })
    expect(told.headers['proxy'] ?? '').toBe('')
  })

  it('refuses requests that bring too much', async () => {
    const content = 'x'.repeat(4096)
    const { status } = await ask(front.port, '/', { method: 'POST', content })
    // Caddy 2.6 blames the application when that has begun to read.
    expect(combination.program === 'caddy' ? [413, 502] : [413]).toContain(status)
  })

  it('passes on what is not', async () => {
    const content = 'x'.repeat(2048)
    expect((await ask(front.port, '/', { method: 'POST', content })).status).toBe(200)
  })
})
