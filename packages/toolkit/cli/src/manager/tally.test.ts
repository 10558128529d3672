import { expect, it } from 'vitest'
import { noCounters, settled, sumOf } from './tally.ts'

const some = {
  connections: { open: 2, accepted: 5, refused: 1 },
  requests: { total: 10, active: 3, aborted: 1 },
  responses: { '1xx': 0, '2xx': 7, '3xx': 0, '4xx': 1, '5xx': 1 },
  bytes: { received: 1000, sent: 2000 },
  protocolErrors: { HTTP1_VERSION: 2 },
  faults: 1,
}

it('adds up every counter', () => {
  expect(sumOf([some, some])).toEqual({
    connections: { open: 4, accepted: 10, refused: 2 },
    requests: { total: 20, active: 6, aborted: 2 },
    responses: { '1xx': 0, '2xx': 14, '3xx': 0, '4xx': 2, '5xx': 2 },
    bytes: { received: 2000, sent: 4000 },
    protocolErrors: { HTTP1_VERSION: 4 },
    faults: 2,
  })
  expect(sumOf([])).toEqual(noCounters())
})

it('is not misled by codes that objects inherit', () => {
  expect(sumOf([{ ...some, protocolErrors: { constructor: 1 } }]).protocolErrors['constructor']).toBe(1)
})

it('lets go of what was open in a process that is gone', () => {
  expect(settled(some)).toMatchObject({
    connections: { open: 0, accepted: 5 },
    requests: { total: 10, active: 0, aborted: 4 },
  })
})
