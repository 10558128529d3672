import { expect, it } from 'vitest'
import { noCounters } from '../tally.ts'
import { duration, tellStatus, tellWorkers } from './tell-status.ts'

const worker = {
  id: 1,
  pid: 4711,
  state: 'ready',
  generation: 2,
  uptimeSeconds: 61,
  requests: 12_345,
  active: 1,
  connections: 3,
  rss: 64 * 2 ** 20,
  cpuSeconds: 1.25,
  busy: 0.421,
} as const

it('tells workers in columns', () => {
  expect(tellWorkers([worker, { ...worker, id: 10, state: 'stopping' }]).split('\n')).toEqual([
    'ID  PID   STATE     GENERATION  UP         REQUESTS  ACTIVE  CONNECTIONS  MEMORY    CPU    BUSY',
    '1   4711  ready     2           1 min 1 s  12345     1       3            64.0 MiB  1.3 s  42 %',
    '10  4711  stopping  2           1 min 1 s  12345     1       3            64.0 MiB  1.3 s  42 %',
  ])
})

it('tells the whole in lines', () => {
  const text = tellStatus({
    version: 'tsgi 1.2.3 (node v20.19.0, linux x64)',
    pid: 4700,
    state: 'serving',
    application: 'app.ts',
    urls: ['http://127.0.0.1:8000', 'unix:/run/app.sock'],
    uptimeSeconds: 7384,
    generation: 2,
    lastReload: { at: '2026-01-02T03:04:05.678Z', ok: true, message: 'reloaded' },
    wanted: 2,
    workers: [worker],
    events: { crashed: 1, hung: 0, recycled: 3, reloaded: 1, refused: 0 },
    counters: noCounters(),
  })
  expect(text.split('\n').slice(0, 7)).toEqual([
    'app.ts on http://127.0.0.1:8000, unix:/run/app.sock',
    'serving, pid 4700, up 2 h 3 min, tsgi 1.2.3 (node v20.19.0, linux x64)',
    '1 of 2 workers ready, generation 2',
    '0 requests, 0 active, 0 answered 5xx, 0 connections open',
    '1 crashed, 0 hung, 3 recycled',
    'last reload 2026-01-02T03:04:05.678Z: reloaded',
    '',
  ])
})

it.each([
  [0.4, '0 s'],
  [59.9, '59 s'],
  [60, '1 min 0 s'],
  [3661, '1 h 1 min'],
  [90_000, '1 d 1 h'],
])('tells %d seconds as %s', (seconds, text) => {
  expect(duration(seconds)).toBe(text)
})
