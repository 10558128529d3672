import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { echo, path } from './applications.ts'
import { turns } from './raw-client.ts'
import { start, startUnchecked } from './start.ts'

function get(target: string, ...lines: string[]): string {
  return [`GET ${target} HTTP/1.1`, 'Host: a', ...lines, '', ''].join('\r\n')
}

describe('requests that arrive together', () => {
  it('FR12, G24: are answered in order, each once, the first of them slow', async () => {
    let isFirst = true
    const { open } = await start(async (request) => {
      if (isFirst) {
        isFirst = false
        await turns(20)
      }
      return path(request)
    })
    const client = await open()
    const targets = Array.from({ length: 1000 }, (_, i) => `/${i}`)
    await client.send(targets.map((target) => get(target)).join(''))
    expect((await client.answers(1000)).map(({ body }) => body)).toEqual(targets)
    expect(client.received).toBe('')
  })

  it('are answered when the application answers at once, and now and then not', async () => {
    const { open } = await start((request) =>
      Number(request.path.slice(1)) % 7 === 0 ? turn().then(() => path(request)) : path(request),
    )
    const client = await open()
    const targets = Array.from({ length: 500 }, (_, i) => `/${i}`)
    await client.send(targets.map((target) => get(target)).join(''))
    expect((await client.answers(500)).map(({ body }) => body)).toEqual(targets)
  })

  it('CN9: may be as many as they like: nothing is answered within the answer before', async () => {
    const { open } = await start(path, { maxRequestsPerConnection: 0 })
    const client = await open()
    await client.send(get('/').repeat(20_000))
    expect(await client.answers(20_000)).toHaveLength(20_000)
  })

  it('CN2: are no reason for another client to wait until all are answered', async () => {
    let answered = 0
    const { open } = await start(
      (request) => {
        answered++
        return path(request)
      },
      { maxRequestsPerConnection: 0 },
    )
    const greedy = await open()
    const other = await open()
    const greedyAnswers = greedy.answers(50_000)
    void greedy.send(get('/').repeat(50_000))
    await other.send(get('/other'))
    await other.answer()
    expect(answered).toBeLessThan(50_000)
    await greedyAnswers
  })

  it('have content, of all framings', async () => {
    const { open } = await start(echo)
    const client = await open()
    const post = 'POST / HTTP/1.1\r\nHost: a\r\n'
    await client.send(
      [
        `${post}Content-Length: 3\r\n\r\none`,
        `${post}Transfer-Encoding: chunked\r\n\r\n1\r\nt\r\n2\r\nwo\r\n0\r\nx-trailer: a\r\n\r\n`,
        get('/'),
        `${post}Content-Length: 4\r\n\r\nfour`,
      ].join(''),
    )
    expect((await client.answers(4)).map(({ body }) => body)).toEqual(['one', 'two', 'ok', 'four'])
  })

  it('G19: are answered alike, wherever the octets are cut', async () => {
    const { open } = await start(echo)
    const octets =
      'POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\none' +
      'POST /b HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3;a=b\r\ntwo\r\n0\r\n\r\n' +
      get('/c', 'Connection: close')
    for (let at = 1; at < octets.length; at++) {
      const client = await open()
      await client.sendApart([octets.slice(0, at), octets.slice(at)])
      expect((await client.answers(3)).map(({ body }) => body)).toEqual(['one', 'two', 'ok'])
      expect(await client.rest()).toBe('')
      client.end()
    }
  })
})

describe('FR13: what is sent ahead', () => {
  it('waits with the client while a request is being answered', async () => {
    let answer: () => void = () => {}
    const { open } = await start(async (request) => {
      if (request.path === '/slow') await new Promise<void>((resolve) => (answer = resolve))
      return path(request)
    })
    const client = await open()
    // More than the buffers of the operating system take.
    const ahead = get('/next').repeat(300_000)
    const sent = client.send(get('/slow') + ahead)
    let isSent = false
    void sent.then(() => (isSent = true))
    await turns(200)
    expect(isSent).toBe(false)
    answer()
    expect((await client.answers(2)).map(({ body }) => body)).toEqual(['/slow', '/next'])
  })

  it('is not read while the client does not take its answers', async () => {
    let calls = 0
    const body = 'a'.repeat(100_000)
    const { open } = await startUnchecked(() => {
      calls++
      return { status: 200, headers: {}, body }
    })
    const client = await open()
    client.socket.pause()
    await client.send(get('/').repeat(2000))
    await turns(200)
    // What the operating system holds for both sides of a connection is a few megabytes.
    expect(calls).toBeLessThan(500)
    client.socket.resume()
    expect(await client.answers(2000)).toHaveLength(2000)
    expect(calls).toBe(2000)
  })

  it('does not pile up answers in memory either, which were asked for in one read', async () => {
    let calls = 0
    const body = 'a'.repeat(1_000_000)
    const { open } = await startUnchecked(() => {
      calls++
      return { status: 200, headers: {}, body }
    })
    const client = await open()
    client.socket.pause()
    await client.send(get('/').repeat(1000))
    await turns(100)
    expect(calls).toBeLessThan(50)
  })
})

describe('a client that leaves', () => {
  it('is noticed while a request that was sent ahead is being answered (EXCH-2)', async () => {
    const aborted: string[] = []
    let isSecond: () => void = () => {}
    const second = new Promise<void>((resolve) => (isSecond = resolve))
    const { open } = await start(async ({ path: name, exchange: { signal } }) => {
      await turn()
      if (name === '/second') {
        isSecond()
        await new Promise((resolve) => signal.addEventListener('abort', resolve))
        aborted.push(name)
      }
      return { status: 200, headers: {}, body: null }
    })
    const client = await open()
    await client.send(get('/first') + get('/second'))
    await second
    client.reset()
    await expect.poll(() => aborted).toEqual(['/second'])
  })
})
