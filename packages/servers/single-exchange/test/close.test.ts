import { expect, it } from 'vitest'
import { request } from './line-framing.ts'
import { readAnswer, start, startUnchecked, turns } from './start.ts'

it('lets what runs finish', async () => {
  let answer: () => void = () => {}
  const { open, server } = await start(async () => {
    await new Promise<void>((resolve) => (answer = resolve))
    return { status: 200, headers: {}, body: 'finished' }
  })
  const peer = await open()
  await peer.send(request('/'))
  await turns()
  const closed = server.close()
  await turns()
  answer()
  expect(readAnswer(await peer.rest()).content).toBe('finished')
  await closed
})

it('serves a request that is on its way', async () => {
  const { open, server } = await start(() => ({ status: 200, headers: {}, body: 'served' }))
  const peer = await open()
  await peer.send('REQUEST_METHOD=GET;')
  await turns()
  const closed = server.close()
  await peer.send('REQUEST_URI=/;HTTP_HOST=a\n')
  expect(readAnswer(await peer.rest()).content).toBe('served')
  await closed
})

it('does not wait longer than drainMs for a request', async () => {
  const { open, server } = await start(() => ({ status: 200, headers: {}, body: null }), { drainMs: 20 })
  await open()
  await turns()
  await server.close()
  expect(server.counters.connections.open).toBe(0)
})

it('cuts what is left when its time is over', async () => {
  const reasons: unknown[] = []
  const { open, server } = await startUnchecked(
    ({ exchange: { signal } }) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          reasons.push(signal.reason)
          reject(signal.reason)
        })
      }),
  )
  const peer = await open()
  await peer.send(request('/'))
  await turns()
  await server.close({ graceMs: 1 })
  expect([await peer.rest(), reasons]).toMatchObject(['', [{ code: 'SERVER_CLOSING' }]])
})
