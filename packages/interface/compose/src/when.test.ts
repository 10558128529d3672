import { expect, it, vi } from 'vitest'
import { noContent, text } from '@tsgi/message'
import type { Application, Middleware } from '@tsgi/spec'
import { makeRequest } from '../test/make-request.ts'
import { when } from './when.ts'

const app: Application = () => text('open')
const closed: Middleware = () => noContent

it('applies the middleware where the predicate holds, and only there', () => {
  const guarded = when(({ path }) => path === '/admin', closed)(app)
  expect(guarded(makeRequest({ path: '/admin' }))).toMatchObject({ status: 204 })
  expect(guarded(makeRequest({ path: '/' }))).toMatchObject({ status: 200 })
})

it('waits for a predicate that answers later, rather than taking its promise for yes', async () => {
  const guarded = when(async ({ path }) => path === '/admin', closed)(app)
  expect(await guarded(makeRequest({ path: '/admin' }))).toMatchObject({ status: 204 })
  expect(await guarded(makeRequest({ path: '/' }))).toMatchObject({ status: 200 })
})

it('wires the middleware once, whether it is used or not (CALL-4)', async () => {
  const middleware = vi.fn<Middleware>((next) => next)
  const wrapped = when(({ path }) => path === '/a', middleware)(app)
  await wrapped(makeRequest({ path: '/a' }))
  await wrapped(makeRequest({ path: '/b' }))
  expect(middleware).toHaveBeenCalledOnce()
})

it('lets nobody through when the predicate fails', async () => {
  const guarded = when(async () => Promise.reject(new Error('unknown')), closed)(app)
  await expect(guarded(makeRequest())).rejects.toThrow('unknown')
})
