import { expect, it } from 'vitest'
import { formatCgiHead, formatHttpHead } from './response-head.ts'

it('writes status, fields, date and length, line by line (RFC 3875 §6.3)', () => {
  const head = formatCgiHead(200, { 'x-a': 'b', 'set-cookie': ['c=1', 'd=2'] }, 5)
  expect(head.replace(/date: .*/, 'date: now')).toBe(
    'Status: 200 OK\r\nx-a: b\r\nset-cookie: c=1\r\nset-cookie: d=2\r\ndate: now\r\ncontent-length: 5\r\n\r\n',
  )
})

it('leaves out what belongs to the connection, and keeps a date (HEAD-8, HEAD-9)', () => {
  const fields = { connection: 'close', 'transfer-encoding': 'chunked', 'content-length': '9', date: 'then' }
  expect(formatCgiHead(404, fields, undefined)).toBe('Status: 404 Not Found\r\ndate: then\r\n\r\n')
})

it('has a text for every status (GW15)', () => {
  expect(formatCgiHead(299, { date: 'x' }, undefined)).toBe('Status: 299 Unassigned\r\ndate: x\r\n\r\n')
})

it('writes the status behind a location, which HAProxy before 2025 takes for 302 otherwise', () => {
  const head = formatCgiHead(201, { location: '/made', date: 'x' }, undefined)
  expect(head).toBe('location: /made\r\ndate: x\r\nStatus: 201 Created\r\n\r\n')
})

it('writes a status line instead, where one is expected', () => {
  expect(formatHttpHead(200, { 'x-a': 'b', date: 'x' }, 5)).toBe(
    'HTTP/1.1 200 OK\r\nx-a: b\r\ndate: x\r\ncontent-length: 5\r\n\r\n',
  )
})
