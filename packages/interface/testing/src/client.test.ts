import { describe, expect, it } from 'vitest'
import { json, readText, text } from '@tsgi/message'
import type { Application, Outcome } from '@tsgi/spec'
import { client } from './client.ts'

const echo: Application = async (request) => {
  const body = request.body === null ? '' : await readText(request)
  return text(
    `${request.method} ${request.path}?${request.query} ${request.headers['content-type'] ?? '-'} ${body}`,
  )
}

describe('a request', () => {
  it.each(['get', 'post', 'put', 'patch', 'delete', 'options'] as const)('is sent by %s', async (method) => {
    const answer = await client(echo)[method]('/a?b=c')
    expect(answer.text).toBe(`${method.toUpperCase()} /a?b=c - `)
  })

  it('has the content as text, bytes, JSON or chunks', async () => {
    const { post } = client(echo)
    expect((await post('/', { body: 'é' })).text).toContain('é')
    expect((await post('/', { body: Buffer.from('bytes') })).text).toContain('bytes')
    expect((await post('/', { body: ['one ', new Uint8Array([0x32])] })).text).toContain('one 2')
    const answer = await post('/', { body: '{"a":1}', headers: { 'Content-Type': 'application/json' } })
    expect(answer.text).toBe('POST /? application/json {"a":1}')
  })

  it('announces a length for whole content, and chunks otherwise', async () => {
    const framing: Application = ({ headers }) =>
      json([headers['content-length'], headers['transfer-encoding']])
    const { post } = client(framing)
    expect((await post('/', { body: 'abc' })).json()).toEqual(['3', null])
    expect((await post('/', { body: ['a', 'bc'] })).json()).toEqual([null, 'chunked'])
    expect((await post('/', { json: {} })).json()).toEqual(['2', null])
    expect((await post('/')).json()).toEqual([null, null])
  })

  it('sends a chunk only when the application asks for it', async () => {
    const sent: string[] = []
    const body = (function* () {
      for (const chunk of ['a', 'b', 'c']) {
        sent.push(chunk)
        yield chunk
      }
    })()
    const first: Application = async (request) => {
      for await (const chunk of request.body!) return text(Buffer.from(chunk).toString())
      return text('none')
    }
    expect((await client(first).post('/', { body })).text).toBe('a')
    expect(sent).toEqual(['a'])
  })

  it('fails in the application when its content does', async () => {
    async function* failing(): AsyncGenerator<string> {
      yield 'a'
      throw new Error('lost')
    }
    const caller = client(echo)
    expect((await caller.post('/', { body: failing() })).status).toBe(500)
    expect(caller.errors).toEqual([new Error('lost')])
  })

  it('refuses a target that no server would hand over', async () => {
    await expect(client(echo).get('http://example.com/')).rejects.toThrow("A target starts with '/'")
  })
})

describe('an answer', () => {
  it('has the fields that a server adds, and none of the connection', async () => {
    const answer = await client(() => ({ status: 200, headers: { connection: 'close' }, body: 'é' }), {
      validate: false,
    }).get('/')
    expect(answer.headers).toEqual({ date: expect.any(String), 'content-length': '2' })
  })

  it('has no content for HEAD', async () => {
    const answer = await client(() => text('hello')).head('/')
    expect([answer.text, answer.headers['content-length']]).toEqual(['', '5'])
  })

  it('has trailers when the client takes them', async () => {
    const trailing: Application = () => ({
      status: 200,
      headers: { 'content-type': 'text/plain' },
      body: chunks('a'),
      trailers: () => ({ 'x-sum': '1' }),
    })
    expect((await client(trailing).get('/', { headers: { te: 'trailers' } })).trailers).toEqual({
      'x-sum': '1',
    })
    expect((await client(trailing).get('/')).trailers).toEqual({})
  })

  it('comes after early hints', async () => {
    const hinting: Application = ({ exchange }) => {
      exchange.inform?.(103, { link: '</a.css>; rel=preload' })
      return text('done')
    }
    const answer = await client(hinting).get('/')
    expect(answer.informational).toEqual([{ status: 103, headers: { link: '</a.css>; rel=preload' } }])
  })

  it('is read as it is produced, and the application waits', async () => {
    const made: string[] = []
    const streaming: Application = () => ({
      status: 200,
      headers: { 'content-type': 'text/plain' },
      body: noting(made),
    })
    const answer = await client(streaming).stream('GET', '/')
    const reader = answer.chunks[Symbol.asyncIterator]()
    await reader.next()
    expect(made).toEqual(['a'])
    await reader.next()
    expect(made).toEqual(['a', 'b'])
    answer.abort()
  })

  it('breaks off with the error of its body', async () => {
    const broken: Application = () => ({
      status: 200,
      headers: { 'content-type': 'text/plain' },
      body: breaking(),
    })
    const caller = client(broken)
    await expect(caller.get('/')).rejects.toThrow('broken')
    expect(caller.errors).toEqual([new Error('broken')])
  })

  it('is a bare 500 when the application throws', async () => {
    const caller = client(() => {
      throw new Error('secret')
    })
    const answer = await caller.get('/')
    expect([answer.status, answer.text, caller.errors]).toEqual([500, '', [new Error('secret')]])
  })
})

it('leaves when it is aborted: signal, then the end of the exchange', async () => {
  const leaving = new AbortController()
  const outcome = new Promise<Outcome>((resolve) => {
    const waiting: Application = ({ exchange }) => {
      exchange.onFinish(resolve)
      const left = new Promise<never>((_, reject) =>
        exchange.signal.addEventListener('abort', () => reject(new Error('left'))),
      )
      leaving.abort()
      return left
    }
    client(waiting)
      .get('/', { signal: leaving.signal })
      .catch(() => {})
  })
  expect(await outcome).toMatchObject({ status: null, aborted: true, error: { name: 'AbortError' } })
})

it('speaks another protocol after 101', async () => {
  const shouting: Application = ({ exchange }) => ({
    status: 101,
    headers: { upgrade: exchange.upgrade![0]! },
    body: null,
    async upgrade(connection) {
      const duplex = connection.accept()
      for await (const chunk of duplex.readable) {
        await duplex.write(Buffer.from(Buffer.from(chunk).toString().toUpperCase()))
      }
      await duplex.end()
    },
  })
  const { connection } = await client(shouting).stream('GET', '/', {
    headers: { connection: 'upgrade', upgrade: 'shout' },
  })
  await connection!.write(Buffer.from('hi'))
  await connection!.end()
  const heard: string[] = []
  for await (const chunk of connection!.readable) heard.push(Buffer.from(chunk).toString())
  expect(heard).toEqual(['HI'])
})

it('checks the application against SPEC, unless told not to', async () => {
  const wrong: Application = () => ({ status: 200, headers: { 'X-A': 'b' }, body: null })
  const caller = client(wrong)
  expect((await caller.get('/')).status).toBe(500)
  expect(caller.errors).toMatchObject([{ name: 'ValidationError', rule: 'HEAD-5' }])
})

it('waits for work that goes on after the answer', async () => {
  const done: string[] = []
  const working: Application = ({ exchange }) => {
    exchange.waitUntil(Promise.resolve().then(() => done.push('work')))
    return text('done')
  }
  const caller = client(working)
  await caller.get('/')
  await caller.settled()
  expect(done).toEqual(['work'])
})

async function* chunks(content: string): AsyncGenerator<string> {
  yield* content
}

async function* noting(made: string[]): AsyncGenerator<string> {
  for (const chunk of ['a', 'b', 'c']) {
    made.push(chunk)
    yield chunk
  }
}

async function* breaking(): AsyncGenerator<string> {
  yield 'a'
  throw new Error('broken')
}
