import { describe, expect, it } from 'vitest'
import { Counters } from './counters.ts'

describe('counters', () => {
  it('begin at nothing', () => {
    expect(new Counters().snapshot()).toEqual({
      connections: { open: 0, accepted: 0, refused: 0 },
      requests: { total: 0, active: 0, aborted: 0 },
      responses: { '1xx': 0, '2xx': 0, '3xx': 0, '4xx': 0, '5xx': 0 },
      bytes: { received: 0, sent: 0 },
      protocolErrors: {},
      faults: 0,
    })
  })

  it('tell open connections from those that are gone', () => {
    const counters = new Counters()
    counters.connectionOpened()
    counters.connectionOpened()
    counters.connectionClosed()
    counters.connectionRefused()
    expect(counters.snapshot().connections).toEqual({ open: 1, accepted: 2, refused: 1 })
  })

  it('tell requests under way from those that are over, and from those that were not answered whole', () => {
    const counters = new Counters()
    counters.requestBegun()
    counters.requestBegun()
    counters.requestBegun()
    counters.requestOver(true)
    counters.requestOver(false)
    expect(counters.active).toBe(1)
    expect(counters.snapshot().requests).toEqual({ total: 3, active: 1, aborted: 1 })
  })

  it('put each status into its class', () => {
    const counters = new Counters()
    for (const status of [100, 101, 103, 200, 299, 304, 404, 499, 500, 599]) counters.responseBegun(status)
    expect(counters.snapshot().responses).toEqual({ '1xx': 3, '2xx': 2, '3xx': 1, '4xx': 2, '5xx': 2 })
  })

  it('add up more bytes than 32 bits hold', () => {
    const counters = new Counters()
    counters.received(1)
    counters.received(2)
    counters.sent(4_000_000_000)
    counters.sent(4_000_000_000)
    expect(counters.snapshot().bytes).toEqual({ received: 3, sent: 8_000_000_000 })
  })

  it('keep errors apart by code, and faults from both', () => {
    const counters = new Counters()
    counters.protocolError('HTTP1_HOST')
    counters.protocolError('HTTP1_HOST')
    counters.protocolError('HTTP1_HEAD_TIMEOUT')
    counters.fault()
    const { protocolErrors, faults } = counters.snapshot()
    expect(protocolErrors).toEqual({ HTTP1_HOST: 2, HTTP1_HEAD_TIMEOUT: 1 })
    expect(protocolErrors['constructor']).toBeUndefined()
    expect(faults).toBe(1)
  })

  it('leave a snapshot as it was', () => {
    const counters = new Counters()
    const before = counters.snapshot()
    counters.responseBegun(200)
    counters.protocolError('HTTP1_HOST')
    expect(before).toEqual(new Counters().snapshot())
    expect(JSON.parse(JSON.stringify(counters.snapshot()))).toEqual(counters.snapshot())
  })
})
