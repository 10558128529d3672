import { text } from '@tsgi/message'
import { client } from '@tsgi/testing'
import { expect, it } from 'vitest'
import { FakeClock } from '../test/fake-clock.ts'
import { serverTiming } from './server-timing.ts'

it('tells how long the application took', async () => {
  const clock = new FakeClock()
  const site = client(
    serverTiming(clock)(async ({ exchange }) => {
      await clock.sleep(12.5, exchange.signal)
      return text('late')
    }),
  )
  expect((await site.get('/')).headers['server-timing']).toBe('app;dur=12.50')
})
