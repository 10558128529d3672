import { describe, expect, it } from 'vitest'
import { resolveGatewayOptions } from './gateway/gateway-options.ts'
import type { GatewayOptions, LimitTable } from './gateway/gateway-options.ts'

interface Limits {
  readonly idleMs: number
  readonly maxThings: number
}

const TABLE: LimitTable<Limits> = { idleMs: [1000, 'milliseconds'], maxThings: [5, 'count'] }

describe('options of gateways', () => {
  it('have defaults, and the port of the gateway', () => {
    expect(resolveGatewayOptions({}, TABLE, 9000)).toMatchObject({
      listen: [{ kind: 'tcp', host: '127.0.0.1', port: 9000 }],
      trustNetwork: false,
      backlog: 511,
      maxConnections: 0,
      limits: { idleMs: 1000, maxThings: 5 },
    })
  })

  it('take limits of the gateway next to those of all', () => {
    const { limits, listen } = resolveGatewayOptions({ unix: '/run/a.sock', maxThings: 0 }, TABLE, 9000)
    expect(limits).toEqual({ idleMs: 1000, maxThings: 0 })
    expect(listen).toEqual([{ kind: 'unix', path: '/run/a.sock', mode: 0o660 }])
  })

  it.each<[options: object, message: string]>([
    [{ maxthings: 1 }, "Unknown option 'maxthings' of serve()"],
    [{ toString: 1 }, "Unknown option 'toString' of serve()"],
    [{ maxThings: 1.5 }, 'maxThings is a whole number, 0 or more, got 1.5'],
    [{ idleMs: 2 ** 31 }, 'idleMs is 0 to 2147483647, got 2147483648'],
    [{ backlog: -1 }, 'backlog is a whole number, 0 or more, got -1'],
    [{ host: 'a', unix: '/b' }, 'several addresses go into listen'],
    [{ onClientError: 'x' }, 'onClientError is a function, got "x"'],
  ])('%j are refused', (options, message) => {
    expect(() => resolveGatewayOptions(options as GatewayOptions, TABLE, 1)).toThrow(message)
  })
})
