import { client } from '@tsgi/testing'
import type { Application } from '@tsgi/spec'
import { describe, expect, it } from 'vitest'
import { type SurroundOptions, surround } from './surround.ts'

const app: Application = ({ path }) => ({
  status: 200,
  headers: { 'content-type': 'text/plain' },
  body: path,
})
const nothing: SurroundOptions = {
  healthPath: undefined,
  isDraining: () => false,
  maxRequests: 0,
  onSpent: () => {},
}

describe('nothing to watch', () => {
  it('leaves the application as it is', () => {
    expect(surround(nothing)(app)).toBe(app)
  })
})

describe('the health path', () => {
  const state = { isDraining: false }
  const watched = client(
    surround({ ...nothing, healthPath: '/healthz', isDraining: () => state.isDraining })(app),
  )

  it("answers 200, and 503 while it drains; other paths are the application's", async () => {
    const fine = await watched.get('/healthz')
    expect([fine.status, fine.text]).toEqual([200, 'ok\n'])
    expect((await watched.head('/healthz')).status).toBe(200)

    state.isDraining = true
    const draining = await watched.get('/healthz')
    expect([draining.status, draining.text]).toEqual([503, 'draining\n'])
    for (const path of ['/', '/healthz/', '/Healthz', '/health%7a']) {
      expect((await watched.get(path)).text).toBe(path)
    }
  })
})

it('says once that there were so many requests', async () => {
  let spent = 0
  const watched = client(surround({ ...nothing, maxRequests: 3, onSpent: () => spent++ })(app))
  const told: number[] = []
  for (let i = 0; i < 5; i++) {
    await watched.get('/')
    told.push(spent)
  }
  expect(told).toEqual([0, 0, 1, 1, 1])
})
