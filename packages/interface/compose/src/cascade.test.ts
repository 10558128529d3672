import { expect, it, vi } from 'vitest'
import { notFound, text } from '@tsgi/message'
import type { Application } from '@tsgi/spec'
import { makeRequest } from '../test/make-request.ts'
import { cascade } from './cascade.ts'

const later: Application = async () => notFound()
const found: Application = () => text('found')

it('gives the first answer that is no fall-through (CALL-6)', () => {
  const never: Application = () => {
    throw new Error('called')
  }
  expect(cascade(notFound, found, never)(makeRequest())).toMatchObject({ status: 200, body: 'found' })
})

it('waits for promises and stays synchronous without', async () => {
  expect(await cascade(later, notFound, found)(makeRequest())).toMatchObject({ body: 'found' })
  expect(cascade(notFound, found)(makeRequest())).not.toBeInstanceOf(Promise)
})

it('takes an ordinary 404 for an answer', () => {
  const gone: Application = () => text('no such user', { status: 404 })
  expect(cascade(gone, found)(makeRequest())).toMatchObject({ status: 404, body: 'no such user' })
})

it('gives the last fall-through when there is nowhere else to turn', () => {
  const last = { ...notFound(), body: 'the last' }
  expect(cascade(notFound, () => last)(makeRequest())).toBe(last)
  expect(cascade(notFound)(makeRequest())).toMatchObject({ status: 404 })
  expect(cascade()(makeRequest())).toMatchObject({ status: 404 })
})

it('closes the bodies that it drops, and no others (BODY-15, RS3)', async () => {
  const cancel = vi.fn<() => void>()
  const streamed: Application = () => ({ ...notFound(), body: new ReadableStream<Uint8Array>({ cancel }) })
  await cascade(streamed, streamed, found)(makeRequest())
  expect(cancel).toHaveBeenCalledTimes(2)
  await cascade(notFound, streamed)(makeRequest())
  expect(cancel).toHaveBeenCalledTimes(2)
})

it('stops at an error', async () => {
  const fail: Application = async () => Promise.reject(new Error('no'))
  await expect(cascade(fail, found)(makeRequest())).rejects.toThrow('no')
})
