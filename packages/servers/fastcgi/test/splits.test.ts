import { Buffer } from 'node:buffer'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { GET, begin, pairs, params, record, request, stdin } from './client.ts'
import { anyOctets, anySplit } from './record-properties.ts'
import { echo, start } from './start.ts'

it('any split of the octets gives the same records', () => {
  expect(() => fc.assert(anySplit(), { numRuns: 500 })).not.toThrow()
})

it('any octets, split anywhere, give the same records or the same error, and nothing else', () => {
  expect(() => fc.assert(anyOctets(), { numRuns: 500 })).not.toThrow()
})

it('a request is the same wherever a socket or a record cuts it (G19)', async () => {
  const { connect } = await start(echo)
  const variables = { REQUEST_METHOD: 'POST', REQUEST_URI: '/a%2Fb?c', HTTP_X_LONG: 'x'.repeat(300) }
  const bytes = request(variables, { content: 'the content' })
  const client = await connect()
  client.send(bytes)
  const expected = (await client.answer()).content.toString()
  for (let at = 1; at < bytes.length; at += 5) {
    client.send(bytes.subarray(0, at))
    await new Promise((resolve) => setImmediate(resolve))
    client.send(bytes.subarray(at))
    expect((await client.answer()).content.toString()).toBe(expected)
  }
  const stream = pairs({ ...GET, CONTENT_LENGTH: '11', ...variables })
  for (let at = 1; at < stream.length; at += 5) {
    client.send(begin(1), record(4, 1, stream.subarray(0, at)), record(4, 1, stream.subarray(at)))
    client.send(record(4, 1), stdin(1, 'the content'))
    expect((await client.answer()).content.toString()).toBe(expected)
  }
  client.send(params(9, {}), ...[...bytes].map((octet) => Buffer.from([octet])))
  expect((await client.answer()).content.toString()).toBe(expected)
})
