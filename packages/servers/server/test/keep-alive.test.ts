import type { Application } from '@tsgi/spec'
import { describe, expect, it } from 'vitest'
import { answering, echo, path } from './applications.ts'
import { start } from './start.ts'

async function* chunks(...values: string[]): AsyncGenerator<string> {
  yield* values
}

const TEXT = { 'content-type': 'text/plain' }
const streaming: Application = () => ({ status: 200, headers: TEXT, body: chunks('a', 'b') })
const measured: Application = () => ({
  status: 200,
  headers: { ...TEXT, 'content-length': '2' },
  body: chunks('a', 'b'),
})

describe('RFC 9112 §9.3: persistence', () => {
  it.each([path, echo, streaming, measured])(
    'keeps a connection of HTTP/1.1, and says nothing about it',
    async (application) => {
      const { open } = await start(application)
      const client = await open()
      for (let i = 0; i < 3; i++) {
        await client.send('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
        expect((await client.answer()).headers['connection']).toBeUndefined()
      }
    },
  )

  it.each([path, echo, streaming, measured])(
    'closes it when the client says so, and says so too',
    async (application) => {
      for (const connection of ['close', 'Close', 'keep-alive, close', 'x, close\t']) {
        const { open } = await start(application)
        const client = await open()
        await client.send(`GET / HTTP/1.1\r\nHost: a\r\nConnection: ${connection}\r\n\r\n`)
        expect((await client.answer()).headers['connection']).toBe('close')
        expect(await client.rest()).toBe('')
      }
    },
  )

  it('answers nothing that comes after a last request', async () => {
    for (const application of [path, echo]) {
      const { open } = await start(application)
      const client = await open()
      await client.send(
        'GET /last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\nGET /more HTTP/1.1\r\nHost: a\r\n\r\n',
      )
      expect((await client.answer()).headers['connection']).toBe('close')
      expect(await client.rest()).toBe('')
    }
  })
})

describe('HTTP/1.0 (FR14, LEN-6)', () => {
  it.each([path, echo, measured])('keeps a connection only when asked to', async (application) => {
    const { open } = await start(application)
    const client = await open()
    for (let i = 0; i < 2; i++) {
      await client.send('GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n')
      expect((await client.answer()).headers['connection']).toBe('keep-alive')
    }
    await client.send('GET / HTTP/1.0\r\n\r\n')
    expect((await client.answer()).headers['connection']).toBe('close')
    expect(await client.rest()).toBe('')
  })

  it('gets no chunks: a stream of unknown length ends with the connection', async () => {
    const { open } = await start(streaming)
    const client = await open()
    await client.send('GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n')
    const answer = await client.answer()
    expect(answer.headers).not.toHaveProperty('transfer-encoding')
    expect(answer.headers).not.toHaveProperty('content-length')
    expect(answer).toMatchObject({ headers: { connection: 'close' }, body: 'ab' })
    expect(client.isReset).toBe(false)
  })

  it('keeps a connection whose answer has no content by its status or method', async () => {
    const { open } = await start(answering({ status: 304 }))
    const client = await open()
    await client.send('GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n')
    expect((await client.answer()).headers['connection']).toBe('keep-alive')
    const streamed = await (await start(streaming)).open()
    await streamed.send('HEAD / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n')
    expect((await streamed.answer('HEAD')).headers['connection']).toBe('keep-alive')
  })

  it('answers in its own version, which is 1.1', async () => {
    const { open } = await start(path)
    const client = await open()
    await client.send('GET / HTTP/1.0\r\n\r\n')
    expect((await client.answer()).httpVersion).toBe('1.1')
  })
})
