import { Buffer } from 'node:buffer'
import { expect, it } from 'vitest'
import { VariablesReader, requestFromReader } from './index.ts'

type Variable = readonly [name: string, value: string]

/** Lets a reader take variables out of octets that belong to somebody else afterwards. */
function take(reader: VariablesReader, ...variables: readonly Variable[]): void {
  const bytes = Buffer.from(variables.flat().join(''), 'latin1')
  reader.open(bytes, 0, bytes.length)
  let at = 0
  for (const [{ length: name }, { length: value }] of variables) {
    reader.take(at, at + name, at + name, at + name + value)
    at += name + value
  }
  bytes.fill(0)
}

const GET: readonly Variable[] = [
  ['REQUEST_METHOD', 'GET'],
  ['REQUEST_URI', '/'],
]

it('reads one request after the other, and nothing of one is in the next (G33)', () => {
  const reader = new VariablesReader()
  take(
    reader,
    ...GET,
    ['HTTP_HOST', 'a'],
    ['HTTP_COOKIE', 'secret'],
    ['REMOTE_USER', 'ann'],
    ['HTTP_EXPECT', '100-continue'],
  )
  expect(requestFromReader(reader).request).toMatchObject({ authority: 'a', headers: { cookie: 'secret' } })
  reader.reset()
  take(reader, ['REQUEST_METHOD', 'PUT'], ['REQUEST_URI', '/b'], ['HTTP_HOST', 'b'])
  const { request } = requestFromReader(reader)
  expect(request).toMatchObject({ method: 'PUT', path: '/b', authority: 'b', extensions: undefined })
  expect(Object.keys(request.headers)).toEqual(['host'])
})

it('joins and refuses repeated fields also where requests come in turns', () => {
  const [one, other] = [new VariablesReader(), new VariablesReader()]
  take(one, ...GET, ['HTTP_HOST', 'one'], ['HTTP_ACCEPT', '1'])
  take(other, ...GET, ['HTTP_HOST', 'other'], ['HTTP_ACCEPT', 'a'])
  take(one, ['HTTP_ACCEPT', '2'])
  take(other, ['HTTP_ACCEPT', 'b'])
  expect(requestFromReader(one).request.headers).toMatchObject({ host: 'one', accept: '1, 2' })
  expect(requestFromReader(other).request.headers).toMatchObject({ host: 'other', accept: 'a, b' })
  for (const reader of [one, other]) {
    expect(() => take(reader, ['HTTP_HOST', 'x'])).toThrow('HTTP_HOST was sent twice')
    expect(() => take(reader, ['REQUEST_URI', '/'])).toThrow('REQUEST_URI was sent twice')
  }
})

it('joins what is added as text to what was read', () => {
  const reader = new VariablesReader()
  reader.add('HTTP_ACCEPT', 'a')
  take(reader, ...GET, ['HTTP_HOST', 'a'], ['HTTP_ACCEPT', 'b'])
  reader.add('HTTP_ACCEPT', 'c')
  expect(requestFromReader(reader).request.headers['accept']).toBe('a, b, c')
})
