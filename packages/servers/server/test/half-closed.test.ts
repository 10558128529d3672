import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { echo, path } from './applications.ts'
import { start } from './start.ts'

const GET = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'
const TEXT = { 'content-type': 'text/plain' }

describe('a client that ends its side and waits', () => {
  it.each([path, echo])(
    'gets the answers to all it has sent, the last of which says close',
    async (application) => {
      const { open } = await start(application)
      const client = await open()
      await client.send(GET.repeat(3))
      client.end()
      const answers = await client.answers(3)
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
      expect(await client.rest()).toBe('')
      expect(client.isReset).toBe(false)
    },
  )

  it('gets an answer that takes a while; the signal says that most have left by then', async () => {
    let signal: AbortSignal | undefined
    const { open, errors } = await start(async ({ exchange }) => {
      signal = exchange.signal
      while (!signal.aborted) await turn()
      return { status: 200, headers: TEXT, body: 'late' }
    })
    const client = await open()
    await client.send(GET)
    client.end()
    expect(await client.answer()).toMatchObject({
      status: 200,
      headers: { connection: 'close' },
      body: 'late',
    })
    expect(await client.rest()).toBe('')
    expect(errors).toEqual([])
  })

  it('gets no stream: that may have no end', async () => {
    let isClosed = false
    async function* endless(): AsyncGenerator<string> {
      try {
        for (;;) {
          yield 'a'
          await turn()
        }
      } finally {
        isClosed = true
      }
    }
    const { open, errors } = await start(() => ({ status: 200, headers: TEXT, body: endless() }))
    const client = await open()
    await client.send(GET)
    await client.receive(1)
    client.end()
    await client.rest()
    await expect.poll(() => isClosed).toBe(true)
    expect(errors).toEqual([])
  })

  it('within its content gets no answer, and the application an error', async () => {
    const seen: unknown[] = []
    const { open, errors } = await start(async (request) => {
      try {
        return await echo(request)
      } catch (error) {
        seen.push(error)
        throw error
      }
    })
    const client = await open()
    await client.send('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhello')
    client.end()
    expect(await client.rest()).toBe('')
    expect(seen).toEqual([expect.objectContaining({ code: 'CLIENT_LEFT' })])
    expect(errors).toEqual([])
  })

  it.each(['', 'GET / HT', '\r\n', 'GET / HTTP/1.1\r\nHost: a\r\n'])(
    'after %j gets nothing',
    async (part) => {
      const { open, clientErrors } = await start(path)
      const client = await open()
      if (part !== '') await client.send(part)
      client.end()
      expect(await client.rest()).toBe('')
      expect(clientErrors).toEqual([])
    },
  )

  it('is not kept waiting for by a server that closes', async () => {
    const { server, open } = await start(echo)
    const client = await open()
    await client.send(GET)
    client.end()
    await client.answer()
    await expect(server.close()).resolves.toBeUndefined()
  })
})
