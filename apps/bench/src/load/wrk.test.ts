import { describe, expect, it } from 'vitest'
import type { Load } from './load.ts'
import { parseWrk, wrkScript } from './wrk.ts'

const load: Load = {
  method: 'POST',
  path: '/json',
  headers: { 'Content-Type': 'application/json' },
  body: '{"quoted":"]]"}',
  connections: 64,
  pipeline: 1,
}

describe('wrkScript', () => {
  it('quotes what it is given as it is', () => {
    const script = wrkScript(load)
    expect(script).toContain('wrk.headers[ [==[Content-Type]==] ] = [==[application/json]==]')
    expect(script).toContain('wrk.body = [==[{"quoted":"]]"}]==]')
  })

  it('makes batches only of several requests', () => {
    expect(wrkScript(load)).not.toContain('request =')
    expect(wrkScript({ ...load, pipeline: 16 })).toContain('string.rep(wrk.format(), 16)')
  })

  it('refuses what would end a string of Lua', () => {
    expect(() => wrkScript({ ...load, body: ']==]' })).toThrow('A load holds ]==]')
  })
})

describe('parseWrk', () => {
  const figures = '{"requests":1000,"micros":500000,"p50":120,"p99":990,"errors":[0,0,0,0,0]}'

  it('reads the last line', () => {
    expect(parseWrk(`Running 60m test\n  1000 requests in 0.50s\n\n${figures}\n`)).toEqual({
      requests: 1000,
      seconds: 0.5,
      p50Micros: 120,
      p99Micros: 990,
    })
  })

  it('throws when requests failed, and says how', () => {
    const failed = figures.replace('[0,0,0,0,0]', '[0,2,0,3,0]')
    expect(() => parseWrk(failed)).toThrow('wrk counts requests 2 not read, 3 with an error status')
  })

  it('throws when the figures are missing', () => {
    expect(() => parseWrk('unable to connect')).toThrow('wrk says: unable to connect')
  })
})
