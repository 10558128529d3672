import { setImmediate as turn } from 'node:timers/promises'
import type { ByteDuplex, Connection, Exchange, HttpResponse, Outcome } from '@tsgi/spec'
import { describe, expect, it } from 'vitest'
import { run, runUnchecked } from '../test/run.ts'
import { ExchangeAborted } from './abort.ts'

const OFFER = { upgrade: ['websocket', 'echo'] }
const NODE = Symbol.for('tsgi.node')

/** A response that switches to `echo`. */
function switching(upgrade: (connection: Connection) => unknown, headers = {}): HttpResponse {
  return { status: 101, headers: { upgrade: 'Echo', ...headers }, body: null, upgrade: upgrade as never }
}

describe('a response with status 101', () => {
  it('gives the connection to the application, once the stack has returned (UPGR-3)', async () => {
    const outcomes: Outcome[] = []
    let duplex: ByteDuplex | undefined
    const { transport } = run(({ exchange }) => {
      expect(exchange.upgrade).toEqual(['websocket', 'echo'])
      exchange.onFinish((outcome) => outcomes.push(outcome))
      return switching((connection) => void (duplex = connection.accept()), { 'x-name': 'value' })
    }, OFFER)
    await transport.over
    expect(duplex).toHaveProperty('readable')
    expect(transport.log).toEqual(['switch {"upgrade":"Echo","x-name":"value"}', 'finished'])
    expect(outcomes).toEqual([{ status: 101, bytes: 0, aborted: false, error: null }])
  })

  it.each([
    ['an upgrade field that was not offered', { headers: { upgrade: 'h2c' } }],
    ['several', { headers: { upgrade: ['echo'] } }],
    ['no upgrade field', { headers: {} }],
    ['no upgrade function', { upgrade: undefined }],
    ['a body', { body: 'hello' }],
  ])('with %s is an error (UPGR-2)', (_what, members) => {
    const { transport, reports } = runUnchecked(() => ({ ...switching(() => {}), ...members }), OFFER)
    expect(transport.log).toEqual(['whole 500', 'finished'])
    expect(reports).toEqual([expect.objectContaining({ code: 'UPGR-2' })])
  })

  it('to a request that offers nothing is an error (WS1)', () => {
    const { transport, reports } = runUnchecked(({ exchange }: { exchange: Exchange }) => {
      expect(exchange).not.toHaveProperty('upgrade')
      return switching(() => {})
    })
    expect(transport.log).toEqual(['whole 500', 'finished'])
    expect(reports).toHaveLength(1)
  })

  it('with fields that would split it is an error (RS1)', () => {
    const { transport, reports } = runUnchecked(() => switching(() => {}, { 'x-name': 'a\r\nb: c' }), OFFER)
    expect(transport.log).toEqual(['whole 500', 'finished'])
    expect(reports).toEqual([expect.objectContaining({ code: 'HEAD-6' })])
  })

  it('sends the fields that were checked, however late it is accepted', async () => {
    const headers: Record<string, string> = { upgrade: 'echo' }
    const upgrade = async (connection: Connection): Promise<void> => {
      headers['x-name'] = 'a\r\nb: c'
      await turn()
      connection.accept()
    }
    const { transport } = runUnchecked(() => ({ status: 101, headers, body: null, upgrade }), OFFER)
    await transport.over
    expect(transport.log).toEqual(['switch {"upgrade":"echo"}', 'finished'])
  })
})

describe('the upgrade function', () => {
  const failure = new Error('failed')

  it.each([
    [
      'throws',
      () => {
        throw failure
      },
    ],
    ['rejects', () => Promise.reject(failure)],
  ])('that %s before it took the connection leads to a 500 (ERR-1)', async (_what, upgrade) => {
    const { transport, reports } = runUnchecked(() => switching(upgrade), OFFER)
    await transport.over
    expect(transport.log).toEqual(['whole 500', 'finished'])
    expect(reports).toEqual([failure])
  })

  it('that throws later cuts the connection (ERR-4)', async () => {
    const upgrade = async (connection: Connection): Promise<void> => {
      connection.accept()
      throw failure
    }
    const { transport, reports } = run(() => switching(upgrade), OFFER)
    await transport.over
    expect(transport.log).toEqual(['switch {"upgrade":"Echo"}', 'cut', 'finished'])
    expect(reports).toEqual([failure])
  })

  it('that does not take the connection leads to a 500, after which it is too late', async () => {
    let kept: Connection | undefined
    const { transport, reports } = runUnchecked(
      () => switching((connection) => void (kept = connection)),
      OFFER,
    )
    await transport.over
    expect(transport.log).toEqual(['whole 500', 'finished'])
    expect(reports).toEqual([expect.objectContaining({ code: 'UPGR-3' })])
    expect(() => kept!.accept()).toThrow('UPGR-3')
  })

  it('can accept once', async () => {
    const { transport } = runUnchecked(
      () =>
        switching((connection) => {
          connection.accept()
          expect(() => connection.accept()).toThrow('UPGR-3')
        }),
      OFFER,
    )
    await transport.over
    expect(transport.log).toEqual(['switch {"upgrade":"Echo"}', 'finished'])
  })

  it('can have the raw connection instead, as often as it looks', async () => {
    const { transport } = runUnchecked(
      () =>
        switching((connection) => {
          expect(connection[NODE]).toEqual({ socket: 'the socket' })
          expect(connection[NODE]).toBe(connection[NODE])
          expect(() => connection.accept()).toThrow('UPGR-3')
        }),
      OFFER,
    )
    await transport.over
    expect(transport.log).toEqual(['raw', 'finished'])
  })

  it('cannot take the connection of a client that has left', async () => {
    const outcomes: Outcome[] = []
    let attempt: () => unknown = () => {}
    const { open, transport, reports } = runUnchecked(({ exchange }: { exchange: Exchange }) => {
      exchange.onFinish((outcome) => outcomes.push(outcome))
      return switching(async (connection) => {
        attempt = () => connection.accept()
        await turn()
        connection.accept()
      })
    }, OFFER)
    open.abort(new ExchangeAborted('CLIENT_LEFT', 'left'))
    expect(attempt).toThrow('UPGR-3')
    await turn()
    await turn()
    expect(transport.log).toEqual(['finished'])
    expect(outcomes).toMatchObject([{ status: null, aborted: true }])
    expect(reports).toEqual([])
  })
})
