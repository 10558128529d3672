import { describe, expect, it } from 'vitest'
import { client } from '@tsgi/testing'
import type { Answer } from '@tsgi/testing'
import { fromFetch } from './index.ts'

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)

function typed(body: ConstructorParameters<typeof Response>[0]): Response {
  return new Response(body, { headers: { 'content-type': 'text/plain' } })
}

async function answer(respond: () => Response | Promise<Response>, method = 'GET'): Promise<Answer> {
  return client(fromFetch(respond)).request(method, '/')
}

describe('fields of a Response', () => {
  it('keep cookies apart', async () => {
    const headers = new Headers([
      ['set-cookie', 'a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT'],
      ['Set-Cookie', 'b=2'],
      ['x-a', '1'],
      ['x-a', '2'],
    ])
    const { headers: sent } = await answer(() => new Response(null, { headers }))
    expect(sent['set-cookie']).toEqual(['a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT', 'b=2'])
    expect(sent['x-a']).toBe('1, 2')
  })

  it('lose those of the connection', async () => {
    const headers = { connection: 'close', 'transfer-encoding': 'chunked', 'keep-alive': 'x', 'x-a': 'b' }
    const { headers: sent } = await answer(() => new Response('x', { headers }))
    expect(Object.keys(sent).sort()).toEqual(['content-length', 'content-type', 'date', 'x-a'])
  })

  it('keep upgrade with 426', async () => {
    const headers = { upgrade: 'websocket' }
    expect((await answer(() => new Response(null, { status: 426, headers }))).status).toBe(426)
    expect(
      (await answer(() => new Response(null, { status: 200, headers }))).headers['upgrade'],
    ).toBeUndefined()
  })

  it('are taken from immutable headers', async () => {
    const redirect = await answer(() => Response.redirect('http://b.example/', 302))
    expect([redirect.status, redirect.headers['location']]).toEqual([302, 'http://b.example/'])
  })

  it('keep latin-1 and the length that was given', async () => {
    const { headers } = await answer(
      () => new Response(null, { headers: { 'x-latin': 'caf\u00e9', 'content-length': '5' } }),
      'HEAD',
    )
    expect([headers['x-latin'], headers['content-length']]).toEqual(['caf\u00e9', '5'])
  })
})

describe('content of a Response', () => {
  it.each<[string, () => ConstructorParameters<typeof Response>[0], string]>([
    ['a string', () => 'grüße', 'grüße'],
    ['bytes', () => encode('bytes') as Uint8Array<ArrayBuffer>, 'bytes'],
    ['search parameters', () => new URLSearchParams({ a: 'b' }), 'a=b'],
    ['nothing', () => '', ''],
  ])('that is there is sent with its length: %s', async (_name, body, text) => {
    const sent = await answer(() => typed(body()))
    expect([sent.text, sent.headers['content-length']]).toEqual([text, String(encode(text).length)])
  })

  it('that is there in a stream is sent with its length', async () => {
    const stream = new ReadableStream({
      start(controller) {
        controller.enqueue(encode('whole'))
        controller.close()
      },
    })
    const { text, headers } = await answer(() => typed(stream))
    expect([text, headers['content-length']]).toEqual(['whole', '5'])
  })

  it('that is not there yet does not hold up the head', async () => {
    let give: (text: string) => void = () => {}
    const stream = new ReadableStream({
      start(controller) {
        give = (text) => controller.enqueue(encode(text))
      },
    })
    const streamed = await client(fromFetch(() => typed(stream))).stream('GET', '/')
    expect(streamed.status).toBe(200)
    const chunks = streamed.chunks[Symbol.asyncIterator]()
    const first = chunks.next()
    give('late')
    expect((await first).value).toEqual(encode('late'))
    streamed.abort()
  })

  it('goes out chunk by chunk', async () => {
    const texts = ['one', 'two', 'three', 'four']
    const stream = new ReadableStream({
      pull(controller) {
        const text = texts.shift()
        if (text === undefined) controller.close()
        else controller.enqueue(encode(text))
      },
    })
    const { text, headers } = await answer(() => typed(stream))
    expect([text, headers['content-length']]).toEqual(['onetwothreefour', undefined])
  })

  it('that has failed is a 500', async () => {
    const stream = new ReadableStream({ start: (controller) => controller.error(new Error('broken')) })
    expect((await answer(() => typed(stream))).status).toBe(500)
  })

  it('that fails later is cut off', async () => {
    const stream = new ReadableStream({
      start: (controller) => controller.enqueue(encode('first')),
      pull: () => Promise.reject(new Error('broken')),
    })
    await expect(answer(() => typed(stream))).rejects.toThrow('broken')
  })

  it('is closed, not read, for HEAD', async () => {
    const seen: string[] = []
    const stream = new ReadableStream(
      { pull: () => void seen.push('pull'), cancel: () => void seen.push('cancel') },
      { highWaterMark: 0 },
    )
    expect((await answer(() => typed(stream), 'HEAD')).status).toBe(200)
    expect(seen).toEqual(['cancel'])
  })

  it.each([204, 205, 304])('is none with %i', async (status) => {
    const headers = { ...(status !== 304 && { 'content-type': 'text/plain' }), 'x-a': 'b' }
    const sent = await answer(() => new Response(null, { status, headers }))
    expect([sent.status, sent.text, sent.headers['x-a']]).toEqual([status, '', 'b'])
  })
})

describe('what is no answer is a 500', () => {
  it.each<[string, () => unknown]>([
    ['undefined', () => undefined],
    ['a string', () => 'hello'],
    ['an object', () => ({ status: 200 })],
    ['a network error', () => Response.error()],
    [
      'a Response that was read',
      () =>
        Response.json({})
          .text()
          .then(() => used),
    ],
    ['a Response that is being read', () => locked()],
    ['an error', () => Promise.reject(new Error('secret'))],
  ])('%s', async (_name, respond) => {
    const sent = await answer(respond as () => Response)
    expect([sent.status, sent.text]).toEqual([500, ''])
  })
})

const used = new Response('used')
await used.text()

function locked(): Response {
  const response = new Response('locked')
  response.body!.getReader()
  return response
}
