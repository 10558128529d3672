import { describe, expect, it } from 'vitest'
import { gated } from './applications.ts'
import { turns } from './raw-client.ts'
import { start, startUnchecked } from './start.ts'

const GET = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'

describe('waitUntil (EXCH-6)', () => {
  it('is waited for, and so is the work that it brings', async () => {
    const events: string[] = []
    const { server, open } = await startUnchecked({
      app: ({ exchange }) => {
        const later = async (name: string): Promise<void> => {
          await turns()
          events.push(name)
        }
        exchange.waitUntil(later('work').then(() => exchange.waitUntil(later('more work'))))
        return { status: 200, headers: {}, body: null }
      },
      stop: () => void events.push('stop'),
    })
    const client = await open()
    await client.send(GET)
    await client.answer()
    await server.close()
    expect(events).toEqual(['work', 'more work', 'stop'])
  })

  it('is given up when the time is over', async () => {
    const { server, open } = await start(({ exchange }) => {
      exchange.waitUntil(new Promise(() => {}))
      return { status: 200, headers: {}, body: null }
    })
    const client = await open()
    await client.send(GET)
    await client.answer()
    await expect(server.close({ graceMs: 1 })).resolves.toBeUndefined()
  })

  it('counts an application at work for a client that has left (LIFE-2)', async () => {
    const events: string[] = []
    const { application, called, open: answer } = gated()
    const { server, open } = await startUnchecked({
      app: async (request) => {
        const response = await application(request)
        events.push('answered')
        return response
      },
      stop: () => void events.push('stop'),
    })
    const client = await open()
    await client.send(GET)
    await called
    client.reset()
    await turns(10)
    const closed = server.close()
    await turns(10)
    expect(events).toEqual([])
    answer()
    await closed
    expect(events).toEqual(['answered', 'stop'])
  })
})
