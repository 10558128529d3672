import { expect, it } from 'vitest'
import { isFallThrough, notFound } from './fall-through.ts'
import { text } from './responses.ts'
import { withHeader } from './headers.ts'
import { withStatus } from './with-body.ts'

it('marks a complete 404 response (CALL-6)', () => {
  const response = notFound()
  expect(response).toMatchObject({ status: 404, body: 'Not Found\n' })
  expect(response[Symbol.for('tsgi.fallThrough')]).toBe(true)
  expect(isFallThrough(response)).toBe(true)
})

it('keeps the mark through changes of fields', () => {
  expect(isFallThrough(withHeader(notFound(), 'x-a', 'b'))).toBe(true)
})

it('takes no other 404 and no other status for it', () => {
  expect(isFallThrough(text('no such user', { status: 404 }))).toBe(false)
  expect(isFallThrough(withStatus(notFound(), 410))).toBe(false)
})
