import type { HttpRequest } from '@tsgi/spec'
import { describe, expect, it } from 'vitest'
import { echo, gated, path } from './applications.ts'
import { start } from './start.ts'

const GET = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'
const POST = 'POST / HTTP/1.1\r\nHost: a\r\n'

describe('G25: maxContentBytes', () => {
  it('refuses an announced length before the application is called', async () => {
    const called: HttpRequest[] = []
    const { open, clientErrors } = await start((request) => (called.push(request), echo(request)), {
      maxContentBytes: 10,
    })
    const client = await open()
    await client.send(`${POST}Content-Length: 11\r\n\r\n`)
    expect((await client.answer()).status).toBe(413)
    expect(await client.rest()).toBe('')
    expect(called).toEqual([])
    expect(clientErrors).toEqual(['HTTP1_CONTENT_SIZE'])
  })

  it('refuses chunks at the octet that is too much', async () => {
    const { open, clientErrors } = await start(echo, { maxContentBytes: 10 })
    const client = await open()
    await client.sendApart([`${POST}Transfer-Encoding: chunked\r\n\r\n`, 'a\r\n0123456789\r\n', '1\r\n!\r\n'])
    expect((await client.answer()).status).toBe(413)
    expect(clientErrors).toEqual(['HTTP1_CONTENT_SIZE'])
  })

  it('takes as much as it says, framing apart', async () => {
    const { open } = await start(echo, { maxContentBytes: 10 })
    const client = await open()
    await client.send(`${POST}Content-Length: 10\r\n\r\n0123456789`)
    await client.send(`${POST}Transfer-Encoding: chunked\r\n\r\n5;a=b\r\n01234\r\n5\r\n56789\r\n0\r\n\r\n`)
    expect((await client.answers(2)).map(({ body }) => body)).toEqual(['0123456789', '0123456789'])
  })
})

describe('maxConnections', () => {
  it('closes further connections at once, and takes new ones when there is room again', async () => {
    const { open } = await start(path, { maxConnections: 2 })
    const [first, second] = [await open(), await open()]
    await first.send(GET)
    await second.send(GET)
    await Promise.all([first.answer(), second.answer()])
    expect(await (await open()).rest()).toBe('')
    first.reset()
    await second.send(GET)
    await second.answer()
    await expect
      .poll(async () => {
        const client = await open()
        await client.send(GET)
        return client.receive(12)
      })
      .toMatch(/^HTTP\/1.1 200/)
  })
})

describe('maxPendingRequests', () => {
  it('answers further requests with 503 and keeps their connections', async () => {
    const { application, open: answer, called, requests } = gated()
    const { open, errors } = await start(application, { maxPendingRequests: 1 })
    const [first, second] = [await open(), await open()]
    await first.send(GET)
    await called
    await second.send(GET)
    const refused = await second.answer()
    expect(refused.status).toBe(503)
    expect(refused.headers['retry-after']).toBe('1')
    expect(refused.headers['connection']).toBeUndefined()
    expect(requests).toHaveLength(1)
    answer()
    expect((await first.answer()).status).toBe(200)
    await second.send(GET)
    expect((await second.answer()).status).toBe(200)
    expect(errors).toEqual([])
  })
})

describe('maxRequestsPerConnection', () => {
  it('says so with the last answer, up to a tenth before', async () => {
    const { open } = await start(path, { maxRequestsPerConnection: 20 })
    const client = await open()
    await client.send(GET.repeat(20))
    const answers: boolean[] = []
    while (answers.at(-1) !== true) {
      const { headers } = await client.answer()
      answers.push(headers['connection'] === 'close')
    }
    expect(answers.length).toBeGreaterThan(18)
    expect(answers.length).toBeLessThanOrEqual(20)
    expect(await client.rest()).toBe('')
  })

  it('is no limit when it is 0', async () => {
    const { open } = await start(path, { maxRequestsPerConnection: 0 })
    const client = await open()
    await client.send(GET.repeat(11_000))
    expect(await client.answers(11_000)).toHaveLength(11_000)
  })
})
