import { compose } from '@tsgi/compose'
import { readText, text } from '@tsgi/message'
import type { Application, Middleware } from '@tsgi/spec'
import { client } from '@tsgi/testing'
import type { Answer, Client } from '@tsgi/testing'
import { validator } from '@tsgi/validator'
import { describe, expect, it } from 'vitest'
import { bodyLimit } from './body-limit.ts'
import type { BodyLimitOptions } from './options.ts'

const echo: Application = async (request) => text(await readText(request))

/** An application behind a limit, with a validator on each side of it. */
function behind(limit: Parameters<typeof bodyLimit>[0], application: Application = echo): Client {
  return client(compose(bodyLimit(limit), validator())(application))
}

function expectRefused({ status, text: content }: Answer, caller: Client, expected = 413): void {
  expect([status, content]).toEqual([expected, ''])
  expect(caller.errors).toEqual([])
}

describe('content with an announced length', () => {
  it('is taken up to the limit', async () => {
    const caller = behind(5)
    expect((await caller.post('/', { body: 'hello' })).text).toBe('hello')
    expect(caller.errors).toEqual([])
  })

  it('is refused above it, before the application is called', async () => {
    let called = 0
    const caller = behind(5, () => text(String(++called)))
    expectRefused(await caller.post('/', { body: 'hello!' }), caller)
    expect(called).toBe(0)
  })

  it('is refused unread', async () => {
    let pulled = 0
    const caller = behind('1mb')
    const answer = await caller.post('/', {
      headers: { 'content-length': String(1024 ** 3) },
      body: counted(1024 ** 3, (bytes) => (pulled += bytes)),
    })
    expectRefused(answer, caller)
    expect(pulled).toBe(0)
  })

  it('is counted all the same, because middleware further out may have changed it', async () => {
    const inflate: Middleware = (next) => (request) => next({ ...request, body: counted(100) })
    const caller = client(compose(inflate, bodyLimit(5))(echo))
    expectRefused(await caller.post('/', { body: 'hello' }), caller)
  })
})

describe('content whose length is not announced', () => {
  it('is taken up to the limit', async () => {
    const caller = behind(5)
    expect((await caller.post('/', { body: ['he', 'llo'] })).text).toBe('hello')
    expect(caller.errors).toEqual([])
  })

  it('is refused at the first byte too many', async () => {
    const caller = behind(5)
    expectRefused(await caller.post('/', { body: ['hello', '!'] }), caller)
  })

  it('G25 is read to 64 KiB above the limit at most', async () => {
    let pulled = 0
    const caller = behind('1mb', async (request) => {
      for await (const _chunk of request.body!);
      return text('never')
    })
    const body = counted(1024 ** 3, (bytes) => (pulled += bytes))
    expectRefused(await caller.post('/', { body }), caller)
    expect(pulled).toBeGreaterThan(1024 ** 2)
    expect(pulled).toBeLessThanOrEqual(1024 ** 2 + 65_536)
  })

  it('is not read when the application does not read it', async () => {
    let pulled = 0
    const caller = behind(5, () => text('no, thanks'))
    const body = counted(1024 ** 3, (bytes) => (pulled += bytes))
    expect((await caller.post('/', { body })).text).toBe('no, thanks')
    expect(pulled).toBe(0)
  })

  it('is refused where that is asked for', async () => {
    const caller = behind({ maxBytes: 5, unknownLength: 'refuse' })
    expectRefused(await caller.post('/', { body: ['a'] }), caller, 411)
    expect((await caller.post('/', { body: 'hello' })).text).toBe('hello')
    expect((await caller.get('/')).text).toBe('')
  })
})

describe('an application', () => {
  it('gets an error that says whose fault it is, and may answer it', async () => {
    const caller = behind(5, async (request) => {
      const error: unknown = await readText(request).catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({
        name: 'BodyLimitError',
        code: 'BODY_TOO_LARGE',
        status: 413,
        expose: true,
        message: 'More than 5 bytes of content',
      })
      return text('too much', { status: 413 })
    })
    expect((await caller.post('/', { body: ['hello', '!'] })).text).toBe('too much')
    expect(caller.errors).toEqual([])
  })

  it('never takes what is cut off for the end', async () => {
    const caller = client(
      bodyLimit(5)(async ({ body }) => {
        const chunks = body![Symbol.asyncIterator]()
        await chunks.next()
        await expect(chunks.next()).rejects.toThrow('More than 5 bytes')
        await expect(chunks.next()).rejects.toThrow('More than 5 bytes')
        return text('as expected')
      }),
    )
    expect((await caller.post('/', { body: ['hello', '!', 'more'] })).text).toBe('as expected')
  })

  it('may leave early, reads once, and learns of a client that left', async () => {
    const leaving = behind(5, async ({ body }) => {
      for await (const chunk of body!) return text(String(chunk.length))
      return text('nothing')
    })
    expect((await leaving.post('/', { body: ['he', 'llo'] })).text).toBe('2')
    const twice = behind(5, async (request) => {
      await readText(request)
      return echo(request)
    })
    expect((await twice.post('/', { body: ['a'] })).status).toBe(500)
    const left = new AbortController()
    const caller = behind(5, (request) => {
      queueMicrotask(() => left.abort())
      return echo(request)
    })
    await expect(caller.post('/', { body: pending(), signal: left.signal })).rejects.toThrow('aborted')
    expect([...leaving.errors, ...caller.errors]).toEqual([])
  })

  it('without content gets the request as it is', async () => {
    let isSame = false
    const outside: Middleware = (next) => (request) =>
      bodyLimit(0)((inside) => {
        isSame = inside === request
        return next(inside)
      })(request)
    await client(outside(() => text('x'))).get('/')
    expect(isSame).toBe(true)
  })
})

describe('limits', () => {
  it('are 1 MiB unless given', async () => {
    const caller = behind(undefined)
    expect((await caller.post('/', { body: 'x'.repeat(1024 ** 2) })).status).toBe(200)
    expectRefused(await caller.post('/', { body: 'x'.repeat(1024 ** 2 + 1) }), caller)
  })

  it('of 0 allow no content', async () => {
    const caller = behind(0)
    expect((await caller.post('/', { body: [] })).status).toBe(200)
    expectRefused(await caller.post('/', { body: 'x' }), caller)
    expectRefused(await caller.post('/', { body: ['x'] }), caller)
  })

  it('may differ by request', async () => {
    const caller = behind({ maxBytes: ({ path }) => (path === '/upload' ? '1kb' : 1) })
    expect((await caller.post('/upload', { body: 'hello' })).text).toBe('hello')
    expectRefused(await caller.post('/', { body: 'hello' }), caller)
  })

  it('that a function says wrongly are a fault of the application', async () => {
    const caller = behind({ maxBytes: () => NaN })
    expect((await caller.post('/', { body: 'x' })).status).toBe(500)
    expect(String(caller.errors[0])).toContain('What maxBytes(request) returns is a whole number of bytes')
  })

  it('stand in each other, and the lower one holds', async () => {
    const caller = client(compose(bodyLimit(10), bodyLimit(5))(echo))
    expect((await caller.post('/', { body: ['hello'] })).text).toBe('hello')
    expectRefused(await caller.post('/', { body: ['hello', '!'] }), caller)
  })

  it.each([
    [{ maxbytes: 1 }, "Unknown option 'maxbytes' of bodyLimit()"],
    [{ unknownLength: 'drop' }, "unknownLength is 'count' or 'refuse', got 'drop'"],
    [
      { maxBytes: '1m' },
      "maxBytes is a whole number of bytes, or text such as '100kb', '1mb', '1gb': got '1m'",
    ],
    [-1, 'got -1'],
  ])('are checked at once: %o', (limit, message) => {
    expect(() => bodyLimit(limit as BodyLimitOptions)).toThrow(message)
    expect(() => bodyLimit(limit as BodyLimitOptions)).toThrow(TypeError)
  })
})

/** That many bytes, in chunks of at most 64 KiB, as long as somebody pulls. */
async function* counted(
  size: number,
  note: (bytes: number) => void = () => {},
): AsyncGenerator<Uint8Array, void> {
  for (let left = size; left > 0; left -= 65_536) {
    const chunk = new Uint8Array(Math.min(left, 65_536))
    note(chunk.length)
    yield chunk
  }
}

/** Content that does not come. */
async function* pending(): AsyncGenerator<Uint8Array, void> {
  yield new Uint8Array(1)
  await new Promise(() => {})
}
