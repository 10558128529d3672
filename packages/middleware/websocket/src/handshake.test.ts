import { client } from '@tsgi/testing'
import type { RequestInit } from '@tsgi/testing'
import { describe, expect, it } from 'vitest'
import { websocket } from './websocket.ts'
import type { WebSocketOptions } from './options.ts'

/** The handshake of RFC 6455 §1.3. */
const HANDSHAKE = {
  host: 'server.example.com',
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
}

type Fields = Record<string, string | undefined>

/** The head of the answer to a handshake that differs in some fields; `undefined` leaves one out. */
async function answerTo(
  fields: Fields,
  options: WebSocketOptions = {},
  init: RequestInit & { method?: string } = {},
) {
  let opened = 0
  const app = client(websocket(() => void opened++, options))
  const sent = Object.entries({ ...HANDSHAKE, ...fields }).filter(
    (field): field is [string, string] => field[1] !== undefined,
  )
  const answer = await app.stream(init.method ?? 'GET', '/chat', {
    headers: Object.fromEntries(sent),
    ...init,
  })
  const { status, headers, connection } = answer
  expect(opened).toBe(status === 101 ? 1 : 0)
  connection?.destroy()
  return { status, headers, errors: app.errors }
}

describe('a handshake that is in order', () => {
  it('is accepted (RFC 6455 §1.3)', async () => {
    expect(await answerTo({})).toEqual({
      status: 101,
      headers: { upgrade: 'websocket', 'sec-websocket-accept': 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=' },
      errors: [],
    })
  })

  it.each<[string, Fields]>([
    ['in capitals', { upgrade: 'WebSocket' }],
    ['among other offers', { upgrade: 'foo/2, websocket' }],
  ])('may offer the protocol %s', async (_how, fields) => {
    expect(await answerTo(fields)).toMatchObject({ status: 101, headers: { upgrade: 'websocket' } })
  })
})

describe('WS2 a bad handshake leaves nothing behind but an ordinary answer', () => {
  const bad: ReadonlyArray<[what: string, fields: Fields, status: number, headers?: Fields]> = [
    ['no offer of the protocol', { upgrade: undefined }, 426, { 'sec-websocket-version': '13' }],
    ['an offer without its connection option', { connection: 'keep-alive' }, 426],
    ['another protocol', { upgrade: 'websockets' }, 426],
    ['an old version', { 'sec-websocket-version': '8' }, 426, { 'sec-websocket-version': '13' }],
    ['a future version', { 'sec-websocket-version': '14' }, 426, { 'sec-websocket-version': '13' }],
    ['two versions', { 'sec-websocket-version': '13, 13' }, 426],
    ['no version', { 'sec-websocket-version': undefined }, 426],
    ['no key', { 'sec-websocket-key': undefined }, 400],
    ['an empty key', { 'sec-websocket-key': '' }, 400],
    ['a key of 15 bytes', { 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25j' }, 400],
    ['a key of 17 bytes', { 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZWU=' }, 400],
    ['a key that is no base64', { 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZ*==' }, 400],
    [
      'two keys',
      { 'sec-websocket-key': `${HANDSHAKE['sec-websocket-key']}, ${HANDSHAKE['sec-websocket-key']}` },
      400,
    ],
    ['a subprotocol that is no token', { 'sec-websocket-protocol': 'a b' }, 400],
    ['no subprotocol where some are announced', { 'sec-websocket-protocol': '' }, 400],
    ['a subprotocol twice', { 'sec-websocket-protocol': 'a, b, a' }, 400],
    ['an unreadable extension', { 'sec-websocket-extensions': 'a; =1' }, 400],
    ['another origin', { origin: 'https://attacker.example' }, 403],
  ]

  it.each(bad)('%s', async (_what, fields, status, headers = {}) => {
    const answer = await answerTo(fields)
    expect(answer).toMatchObject({ status, headers, errors: [] })
    expect(answer.headers['sec-websocket-accept']).toBeUndefined()
  })

  it('a method other than GET', async () => {
    expect(await answerTo({}, {}, { method: 'POST' })).toMatchObject({
      status: 405,
      headers: { allow: 'GET, HEAD' },
    })
    expect(await answerTo({}, {}, { method: 'HEAD' })).toMatchObject({ status: 426 })
  })

  it('HTTP/1.0, which has no upgrade', async () => {
    expect(await answerTo({}, {}, { httpVersion: '1.0' })).toMatchObject({ status: 426 })
  })
})

describe('WS3 the origin is checked', () => {
  const origin = 'https://app.example'

  it.each<[string, WebSocketOptions['origins'], string | undefined, number]>([
    ['by default the own origin only', undefined, 'http://server.example.com', 101],
    ['by default no other', undefined, origin, 403],
    ['by default not the opaque one', undefined, 'null', 403],
    ['by default not when it is empty', undefined, '', 403],
    [
      'by default not when there are two',
      undefined,
      'http://server.example.com, http://server.example.com',
      403,
    ],
    ['by default clients without one', undefined, undefined, 101],
    ['a list lets its own in', ['https://other.example', origin], origin, 101],
    ['a list lets nobody else in', [origin], 'http://server.example.com', 403],
    ['a list does not let near ones in', [origin], `${origin}.attacker.example`, 403],
    ['a list lets clients without one in', [origin], undefined, 101],
    ['all by choice', '*', 'https://attacker.example', 101],
    ['a function decides', (value) => value === origin, origin, 101],
    ['a function decides about clients without one', (value) => value === origin, undefined, 403],
  ])('%s', async (_what, origins, value, status) => {
    expect((await answerTo({ origin: value }, { ...(origins && { origins }) })).status).toBe(status)
  })
})

describe('subprotocols', () => {
  const chosen = async (offered: string | undefined, protocols?: WebSocketOptions['protocols']) =>
    (await answerTo({ 'sec-websocket-protocol': offered }, { ...(protocols && { protocols }) })).headers[
      'sec-websocket-protocol'
    ]

  it.each<[string, string | undefined, WebSocketOptions['protocols'], string | undefined]>([
    ['none by default', 'chat', undefined, undefined],
    ['none that was not offered', undefined, ['chat'], undefined],
    ['none when no one fits', 'CHAT, talk', ['chat'], undefined],
    ['the best of ours', 'v1, v2, v3', ['v9', 'v3', 'v2'], 'v3'],
    ['what a function says', 'v1, v2', (offered) => offered.at(-1), 'v2'],
    ['none when a function says so', 'v1, v2', () => undefined, undefined],
  ])('%s', async (_what, offered, protocols, expected) => {
    expect(await chosen(offered, protocols)).toBe(expected)
  })

  it('a function that makes one up is a fault of the application', async () => {
    const answer = await answerTo({ 'sec-websocket-protocol': 'a' }, { protocols: () => 'b' })
    expect(answer).toMatchObject({ status: 500, errors: [expect.any(TypeError)] })
  })
})

describe('WS8 bad extension offers are declined', () => {
  const agreed = 'permessage-deflate; server_no_context_takeover; client_no_context_takeover'

  it.each([
    ['permessage-deflate', agreed],
    ['permessage-deflate; client_max_window_bits', agreed],
    ['permessage-deflate; client_max_window_bits="8"', agreed],
    ['permessage-deflate; server_max_window_bits=9', `${agreed}; server_max_window_bits=9`],
    ['unknown; a=1, permessage-deflate', agreed],
    // The second offer is one to fall back on (RFC 7692 §5.1).
    ['permessage-deflate; server_max_window_bits=8, permessage-deflate', agreed],
    ['permessage-deflate; server_max_window_bits=8', undefined],
    ['permessage-deflate; server_max_window_bits', undefined],
    ['permessage-deflate; server_max_window_bits=010', undefined],
    ['permessage-deflate; server_max_window_bits=16', undefined],
    ['permessage-deflate; client_max_window_bits=7', undefined],
    ['permessage-deflate; client_max_window_bits=1e1', undefined],
    ['permessage-deflate; server_no_context_takeover=1', undefined],
    ['permessage-deflate; client_max_window_bits; client_max_window_bits', undefined],
    ['permessage-deflate; unknown', undefined],
    ['permessage-deflate; constructor', undefined],
    ['permessage-deflate; __proto__=1', undefined],
    ['x-webkit-deflate-frame', undefined],
    ['constructor, __proto__', undefined],
  ])('%s', async (offer, expected) => {
    const answer = await answerTo({ 'sec-websocket-extensions': offer }, { compress: true })
    expect(answer).toMatchObject({ status: 101, errors: [] })
    expect(answer.headers['sec-websocket-extensions']).toBe(expected)
  })

  it('all of them, unless compressing was chosen', async () => {
    const answer = await answerTo({ 'sec-websocket-extensions': 'permessage-deflate' })
    expect(answer.status).toBe(101)
    expect(answer.headers).not.toHaveProperty('sec-websocket-extensions')
  })

  it.each(['a b', ';', 'a;', 'a; b=', 'a; b="', 'a; b="c', 'a; b="c d"', 'a; b=c=d', '=', '"a"'])(
    'what breaks the grammar is refused: %s (RFC 6455 §9.1)',
    async (value) => {
      for (const compress of [true, false])
        expect((await answerTo({ 'sec-websocket-extensions': value }, { compress })).status).toBe(400)
    },
  )
})
