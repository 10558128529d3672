import { serve } from '@tsgi/server'
import { expect, it, onTestFinished } from 'vitest'
import { requestId, requestIdOf } from '../src/index.ts'

it('tells onError which request has failed', async () => {
  const reports: Array<[error: unknown, id: string | undefined]> = []
  let inside: string | undefined
  const app = requestId()(async (request) => {
    inside = requestIdOf(request)
    await Promise.resolve()
    throw new Error('fault')
  })
  const onError = (error: unknown, request: Parameters<typeof requestIdOf>[0]): void => {
    reports.push([error, requestIdOf(request)])
  }
  const server = await serve(app, { port: 0, onError })
  onTestFinished(() => server.close({ graceMs: 0 }))
  expect((await fetch(server.url)).status).toBe(500)
  expect(reports).toEqual([[expect.objectContaining({ message: 'fault' }), inside]])
  expect(inside).toMatch(/^[\da-f-]{36}$/)
})
