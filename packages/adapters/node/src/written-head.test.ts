import { expect, it } from 'vitest'
import { fieldLines, responseFields, withoutFirstLine } from './written-head.ts'

const HEAD =
  'HTTP/1.1 200 OK\r\nX-A: 1\r\nSet-Cookie: a=1\r\nset-cookie: b=2\r\nX-Empty: \r\nX-Colon: a:b\r\n\r\n'

it('reads field lines in order', () => {
  expect(fieldLines(withoutFirstLine(HEAD))).toEqual([
    ['X-A', '1'],
    ['Set-Cookie', 'a=1'],
    ['set-cookie', 'b=2'],
    ['X-Empty', ''],
    ['X-Colon', 'a:b'],
  ])
  expect(fieldLines('')).toEqual([])
})

it('makes fields of a response', () => {
  expect({ ...responseFields(HEAD, 200) }).toEqual({
    'x-a': '1',
    'set-cookie': ['a=1', 'b=2'],
    'x-empty': '',
    'x-colon': 'a:b',
  })
})

it('takes any name for data', () => {
  const fields = responseFields('HTTP/1.1 200 OK\r\n__proto__: 1\r\nconstructor: 2\r\n\r\n', 200)
  expect(Object.entries(fields)).toEqual([
    ['__proto__', '1'],
    ['constructor', '2'],
  ])
})

it('leaves out what belongs to the connection (HEAD-8)', () => {
  const head =
    'HTTP/1.1 426 X\r\nConnection: upgrade\r\nTransfer-Encoding: chunked\r\nUpgrade: websocket\r\n\r\n'
  expect({ ...responseFields(head, 200) }).toEqual({})
  expect({ ...responseFields(head, 426) }).toEqual({ upgrade: 'websocket' })
})

it('leaves length and type of a 204 out (LEN-4)', () => {
  expect({
    ...responseFields('HTTP/1.1 204 X\r\nContent-Type: a\r\nContent-Length: 0\r\n\r\n', 204),
  }).toEqual({})
})
