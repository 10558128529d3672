import type { Application } from '@tsgi/spec'
import { describe, expect, it } from 'vitest'
import { answering, echo } from './applications.ts'
import { turns } from './raw-client.ts'
import { expectRefused } from './refusal.ts'
import { start } from './start.ts'

const POST = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n'
const EXPECT = 'Expect: 100-continue\r\n'

/** Waits until it is told to read. */
function reluctant(): { application: Application; read: () => void } {
  let read: () => void = () => {}
  const told = new Promise<void>((resolve) => (read = resolve))
  return { application: (request) => told.then(() => echo(request)), read }
}

describe('RFC 9110 §10.1.1: expect', () => {
  it('FR15 sends one 100, when the application begins to read', async () => {
    const { application, read } = reluctant()
    const { open } = await start(application)
    const client = await open()
    await client.send(`${POST}${EXPECT}\r\n`)
    await turns()
    expect(client.received).toBe('')
    read()
    expect(await client.answer()).toMatchObject({ status: 100, headers: {} })
    await client.sendApart('hello')
    expect(await client.answer()).toMatchObject({ status: 200, body: 'hello' })
    expect(client.received).toBe('')
  })

  it('FR15 sends it for chunks as well, and in any case of the word', async () => {
    const { open } = await start(echo)
    const client = await open()
    await client.send(
      'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nEXPECT: 100-Continue\r\n\r\n',
    )
    expect((await client.answer()).status).toBe(100)
    await client.send('5\r\nhello\r\n0\r\n\r\n')
    expect(await client.answer()).toMatchObject({ status: 200, body: 'hello' })
  })

  it('FR15 sends none to a client that does not wait', async () => {
    const { open } = await start(echo)
    const client = await open()
    await client.send(`${POST}${EXPECT}\r\nhello`)
    expect(await client.answer()).toMatchObject({ status: 200, body: 'hello' })
  })

  it('FR15 sends none when it was not asked for, or there is nothing to wait for', async () => {
    const { application, read } = reluctant()
    read()
    const { open } = await start(application)
    const client = await open()
    await client.send(`${POST}\r\n`)
    await turns()
    expect(client.received).toBe('')
    await client.send('hello')
    expect((await client.answer()).status).toBe(200)
    await client.send(`GET / HTTP/1.1\r\nHost: a\r\n${EXPECT}\r\n`)
    expect((await client.answer()).status).toBe(200)
    await client.send(`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n${EXPECT}\r\n`)
    expect((await client.answer()).status).toBe(200)
  })

  it('FR15 sends none to HTTP/1.0', async () => {
    const { open } = await start(echo)
    const client = await open()
    await client.send(`POST / HTTP/1.0\r\nContent-Length: 5\r\n${EXPECT}\r\n`)
    await turns()
    expect(client.received).toBe('')
    await client.send('hello')
    expect(await client.answer()).toMatchObject({ status: 200, body: 'hello' })
  })

  it('closes after an answer without 100: whether content follows is open (FR10)', async () => {
    const { open } = await start(answering({ status: 413 }))
    const client = await open()
    await client.send(`${POST}${EXPECT}\r\n`)
    expect(await client.answer()).toMatchObject({ status: 413, headers: { connection: 'close' } })
    await client.send('hello')
    expect(await client.rest()).toBe('')
  })

  it('sends no 100 after the head of the answer', async () => {
    const { open } = await start((request) => {
      async function* body(): AsyncGenerator<string | Uint8Array> {
        yield 'begun '
        for await (const chunk of request.body!) yield chunk
      }
      return { status: 200, headers: { 'content-type': 'text/plain' }, body: body() }
    })
    const client = await open()
    await client.send(`${POST}${EXPECT}\r\n`)
    await client.receive(1)
    await turns()
    await client.send('hello')
    expect(await client.answer()).toMatchObject({ status: 200, body: 'begun hello' })
  })

  it.each(['100-continue, x', 'x', '100', '', '"100-continue"'])('answers 417 to %j', async (value) => {
    expect(await expectRefused(`GET / HTTP/1.1\r\nHost: a\r\nExpect: ${value}\r\n\r\n`, 417)).toBe(
      'HTTP1_EXPECT',
    )
  })
})
