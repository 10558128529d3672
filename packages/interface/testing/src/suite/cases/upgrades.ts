import assert from 'node:assert/strict'
import { json, text } from '@tsgi/message'
import type { ByteDuplex, Connection, HttpResponse } from '@tsgi/spec'
import type { ConformanceCase } from '../case.ts'
import { linesOf, textOf } from '../check-answer.ts'
import type { SuiteRequest } from '../send.ts'
import { utf8 } from './octets.ts'

/** An offer of WebSocket and the answer to it (RFC 6455 §1.3): some in between let no other connection change. */
const KEY = 'dGhlIHNhbXBsZSBub25jZQ=='
const ACCEPT = 's3pPLMBiTxaQ9kYGzzhZRbK+xOo='

/** A request that offers protocols; what is sent along with it belongs to the new one. */
function offering(protocols: string, request: SuiteRequest = {}): SuiteRequest {
  const headers = [
    ['Connection', 'Upgrade'],
    ['Upgrade', protocols],
    ['Sec-WebSocket-Version', '13'],
    ['Sec-WebSocket-Key', KEY],
  ] as const
  return { ...request, headers }
}

function switching(
  upgrade: NonNullable<HttpResponse['upgrade']>,
  headers: HttpResponse['headers'] = {},
): HttpResponse {
  const accepting = { upgrade: 'websocket', 'sec-websocket-accept': ACCEPT }
  return { status: 101, headers: { ...accepting, ...headers }, body: null, upgrade }
}

/** Gives back whatever comes, and ends when the peer does. */
async function echo(connection: Connection): Promise<void> {
  const duplex = connection.accept()
  for await (const chunk of duplex.readable) await duplex.write(chunk)
  await duplex.end()
}

/** Says words one after the other and waits for the echo of each. */
async function converse(duplex: ByteDuplex, words: readonly string[], early = ''): Promise<void> {
  const chunks = duplex.readable[Symbol.asyncIterator]()
  let heard = ''
  const hear = async (wanted: string): Promise<void> => {
    while (heard.length < wanted.length) {
      const { done, value } = await chunks.next()
      if (done === true) break
      heard += new TextDecoder().decode(value)
    }
    assert.equal(heard, wanted)
  }
  let said = early
  await hear(said)
  for (const word of words) {
    await duplex.write(utf8(word))
    said += word
    await hear(said)
  }
  await duplex.end()
  assert.equal((await chunks.next()).done, true, 'the other side did not end')
}

/** Changing the protocol of a connection. */
export const upgrades: readonly ConformanceCase[] = [
  {
    id: 'upgrade-echo',
    rules: ['UPGR-1', 'UPGR-2', 'UPGR-3'],
    needs: ['upgrade'],
    application: () => switching(echo, { 'x-field': 'kept', 'set-cookie': ['a=1', 'b=2'] }),
    script: async (send) => {
      const words = ['one', 'two', 'x'.repeat(100_000)]
      const answer = await send(offering('websocket', { onUpgrade: (duplex) => converse(duplex, words) }))
      assert.equal(answer.status, 101)
      assert.deepEqual(linesOf(answer, 'upgrade'), ['websocket'])
      assert.deepEqual(linesOf(answer, 'x-field'), ['kept'])
      assert.deepEqual(linesOf(answer, 'set-cookie'), ['a=1', 'b=2'])
    },
  },
  {
    id: 'upgrade-promised',
    rules: ['UPGR-3'],
    needs: ['upgrade'],
    application: async () => {
      await Promise.resolve()
      return switching(echo)
    },
    script: async (send) => {
      const answer = await send(
        offering('websocket', { onUpgrade: (duplex) => converse(duplex, ['one', 'two']) }),
      )
      assert.equal(answer.status, 101)
    },
  },
  {
    id: 'upgrade-bytes-already-read',
    rules: ['UPGR-3'],
    needs: ['upgrade'],
    application: async () => {
      await new Promise((resolve) => setTimeout(resolve, 5))
      return switching(echo)
    },
    script: async (send) => {
      const onUpgrade = (duplex: ByteDuplex): Promise<void> => converse(duplex, ['later'], 'early ')
      const answer = await send(offering('websocket', { body: ['early '], framing: 'none', onUpgrade }))
      assert.equal(answer.status, 101)
    },
  },
  {
    id: 'upgrade-server-speaks-first',
    rules: ['UPGR-3'],
    needs: ['upgrade'],
    application: () =>
      switching(async (connection) => {
        const duplex = connection.accept()
        await duplex.write(utf8('welcome'))
        await duplex.end()
      }),
    script: async (send) => {
      let heard = ''
      const onUpgrade = async (duplex: ByteDuplex): Promise<void> => {
        for await (const chunk of duplex.readable) heard += new TextDecoder().decode(chunk)
        await duplex.end()
      }
      assert.equal((await send(offering('websocket', { onUpgrade }))).status, 101)
      assert.equal(heard, 'welcome')
    },
  },
  {
    id: 'upgrade-through-middleware',
    rules: ['UPGR-3', 'EXT-1'],
    needs: ['upgrade'],
    application: () => {
      const response = switching(echo)
      return { ...response, headers: { ...response.headers, 'x-outer': 'added' } }
    },
    script: async (send) => {
      const answer = await send(offering('websocket', { onUpgrade: (duplex) => converse(duplex, ['one']) }))
      assert.deepEqual(linesOf(answer, 'x-outer'), ['added'])
    },
  },
  {
    id: 'upgrade-offered',
    rules: ['UPGR-1'],
    needs: ['upgrade'],
    application: ({ exchange }) => json(exchange.upgrade ?? null),
    request: offering('websocket'),
    expect: { json: ['websocket'] },
  },
  {
    id: 'upgrade-not-offered',
    rules: ['UPGR-1'],
    application: ({ exchange }) => json(exchange.upgrade ?? null),
    expect: { json: null },
  },
  {
    id: 'upgrade-not-taken',
    rules: ['UPGR-1'],
    application: ({ path }) => text(path),
    script: async (send) => {
      const connection = {}
      const first = await send(offering('websocket', { target: '/first', connection }))
      assert.equal(first.status, 200)
      assert.equal(textOf(first), '/first')
      assert.equal(textOf(await send({ target: '/second', connection })), '/second')
    },
  },
  {
    id: 'upgrade-h2c',
    rules: ['UPGR-1'],
    application: ({ exchange }) => json(exchange.upgrade ?? null),
    request: {
      headers: [
        ['Connection', 'Upgrade, HTTP2-Settings'],
        ['Upgrade', 'h2c'],
        ['HTTP2-Settings', 'AAMAAABkAARAAAAAAAIAAAAA'],
      ],
    },
    expect: { json: null },
  },
  {
    id: 'upgrade-without-offer',
    rules: ['UPGR-2', 'ERR-1'],
    application: () => switching(echo),
    expect: { status: 500 },
  },
  {
    id: 'upgrade-to-another',
    rules: ['UPGR-2', 'ERR-1'],
    needs: ['upgrade'],
    application: () => switching(echo, { upgrade: 'other' }),
    request: offering('websocket'),
    expect: { status: 500 },
  },
  {
    id: 'upgrade-without-field',
    rules: ['UPGR-2', 'ERR-1'],
    needs: ['upgrade'],
    application: () => ({ status: 101, headers: {}, body: null, upgrade: echo }),
    request: offering('websocket'),
    expect: { status: 500 },
  },
  {
    id: 'upgrade-without-callback',
    rules: ['UPGR-2', 'RESP-3', 'ERR-1'],
    needs: ['upgrade'],
    application: () => ({ status: 101, headers: { upgrade: 'websocket' }, body: null }),
    request: offering('websocket'),
    expect: { status: 500 },
  },
  {
    id: 'upgrade-with-body',
    rules: ['UPGR-2', 'ERR-1'],
    needs: ['upgrade'],
    application: () => ({ ...switching(echo), body: 'content' }),
    request: offering('websocket'),
    expect: { status: 500 },
  },
  {
    id: 'upgrade-injected-field',
    rules: ['UPGR-2', 'HEAD-6', 'ERR-2'],
    needs: ['upgrade'],
    application: () => switching(echo, { 'x-name': 'value\r\nx-injected: yes' }),
    request: offering('websocket'),
    expect: { status: 500, headers: { 'x-injected': null } },
  },
  {
    id: 'upgrade-required',
    rules: ['UPGR-5', 'HEAD-8'],
    needs: ['upgrade'],
    application: () =>
      text('Come back with another protocol.\n', { status: 426, headers: { upgrade: 'websocket' } }),
    script: async (send) => {
      const answer = await send({})
      assert.equal(answer.status, 426)
      assert.deepEqual(linesOf(answer, 'upgrade'), ['websocket'])
      assert.equal(textOf(answer), 'Come back with another protocol.\n')
    },
  },
]
