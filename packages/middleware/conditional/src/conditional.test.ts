import { compose, mapResponse } from '@tsgi/compose'
import { html, json, notFound, text, withBody, withHeader } from '@tsgi/message'
import type { Application, HttpResponse } from '@tsgi/spec'
import { client } from '@tsgi/testing'
import type { Answer } from '@tsgi/testing'
import { validator } from '@tsgi/validator'
import { describe, expect, it, onTestFinished } from 'vitest'
import { conditional } from './conditional.ts'
import type { ConditionalOptions } from './options.ts'

const DATE = 'Tue, 02 Jan 2024 03:04:05 GMT'

/** Asks an application behind the middleware, with the validator on both sides of it. */
async function ask(
  response: HttpResponse | Application,
  headers: Record<string, string> = {},
  { method = 'GET', ...options }: ConditionalOptions & { method?: string } = {},
): Promise<Answer> {
  const violations: unknown[] = []
  onTestFinished(() => expect(violations).toEqual([]))
  const validated = validator({ onViolation: (error) => violations.push(error), onWarning: () => {} })
  const application: Application = typeof response === 'function' ? response : () => response
  const { request, errors } = client(compose(conditional(options), validated)(application))
  const answer = await request(method, '/', { headers })
  expect(errors).toEqual([])
  return answer
}

async function tagOf(response: HttpResponse, options: ConditionalOptions = {}): Promise<unknown> {
  const { headers } = await ask(response, {}, options)
  return headers['etag']
}

/** A streamed body, and whether it was closed. */
function stream(): { body: AsyncIterable<string>; closed: () => number } {
  let closed = 0
  const iterator = {
    next: () => Promise.resolve({ done: true as const, value: undefined }),
    return: () => {
      closed++
      return Promise.resolve({ done: true as const, value: undefined })
    },
  }
  return { body: { [Symbol.asyncIterator]: () => iterator }, closed: () => closed }
}

describe('which answers get a tag', () => {
  it('gives a weak one to text, JSON and bytes, and a strong one where asked to', async () => {
    expect(await tagOf(text('hello'))).toMatch(/^W\/"[\w-]{28}"$/)
    expect(await tagOf(json({ a: 1 }))).toMatch(/^W\/"/)
    expect(await tagOf({ ...text(''), body: new Uint8Array([1, 2]) })).toMatch(/^W\/"/)
    expect(await tagOf(text('hello'), { etag: 'strong' })).toMatch(/^"[\w-]{28}"$/)
  })

  it('keeps that of the application, which may say how it knows', async () => {
    expect(await tagOf(text('hello', { headers: { etag: '"7"' } }))).toBe('"7"')
  })

  it.each<[string, HttpResponse]>([
    ['a stream', { ...text(''), body: stream().body }],
    ['no content', text('')],
    ['null', { status: 200, headers: {}, body: null }],
    ['what must not be stored', text('a', { headers: { 'cache-control': 'private, No-Store' } })],
    [
      'what must not be stored, said in two lines',
      text('a', { headers: { 'cache-control': ['private', 'no-store'] } }),
    ],
    ['201, whose content may be about another resource', text('a', { status: 201 })],
    ['a part', text('a', { status: 206, headers: { 'content-range': 'bytes 0-0/5' } })],
    ['400', text('a', { status: 400 })],
    ['404', notFound()],
    ['500', text('a', { status: 500 })],
  ])('gives none to %s', async (_what, response) => {
    expect(await tagOf(response)).toBeUndefined()
  })

  it('is not misled by what only looks like no-store', async () => {
    for (const value of ['private="no-store"', 'no-storex', 'no-cache']) {
      expect(await tagOf(text('a', { headers: { 'cache-control': value } }))).toMatch(/^W/)
    }
  })

  it('gives none to answers of other methods', async () => {
    const { headers } = await ask(text('a'), {}, { method: 'POST' })
    expect(headers['etag']).toBeUndefined()
  })

  it('gives one up to maxBytes, and none above, in bytes and in characters of several bytes', async () => {
    const bytes = (length: number): HttpResponse => ({ ...text(''), body: new Uint8Array(length) })
    const euros = (count: number): HttpResponse => text('€'.repeat(count))
    expect(await tagOf(bytes(9), { maxBytes: 9 })).toBeDefined()
    expect(await tagOf(bytes(10), { maxBytes: 9 })).toBeUndefined()
    expect(await tagOf(euros(3), { maxBytes: 9 })).toBeDefined()
    expect(await tagOf(euros(4), { maxBytes: 9 })).toBeUndefined()
    expect(await tagOf(text('a'.repeat(9)), { maxBytes: 9 })).toBeDefined()
    expect(await tagOf(text('a'.repeat(10)), { maxBytes: 9 })).toBeUndefined()
    expect(await tagOf(text('a'), { maxBytes: 0 })).toBeUndefined()
  })

  it('gives HEAD the tag of GET', async () => {
    const { headers, body } = await ask(text('hello'), {}, { method: 'HEAD' })
    expect(headers['etag']).toBe(await tagOf(text('hello')))
    expect(body).toHaveLength(0)
  })

  it('gives none where the options say so', async () => {
    expect(await tagOf(text('a'), { etag: false })).toBeUndefined()
  })
})

describe('304, RFC 9110 §15.4.5', () => {
  it('answers the tag that was given, without content', async () => {
    const page = html('<p>hello', { headers: { 'content-language': 'en' } })
    const etag = String(await tagOf(page))
    for (const method of ['GET', 'HEAD']) {
      const answer = await ask(page, { 'if-none-match': etag }, { method })
      expect([answer.status, answer.body.length, Object.keys(answer.headers).toSorted()]).toEqual([
        304,
        0,
        ['date', 'etag'],
      ])
    }
  })

  it('sends the answer again when it has changed', async () => {
    const etag = String(await tagOf(text('hello')))
    const answer = await ask(text('hullo'), { 'if-none-match': etag })
    expect([answer.status, answer.text]).toEqual([200, 'hullo'])
    expect(answer.headers['etag']).not.toBe(etag)
  })

  it('has what a 304 must have, and what is not about the content; nothing else', async () => {
    const must = {
      'cache-control': 'no-cache',
      'content-location': '/a',
      etag: '"7"',
      expires: DATE,
      vary: 'accept',
      date: DATE,
    }
    const others = {
      'access-control-allow-origin': '*',
      'content-security-policy': "default-src 'none'",
      'x-a': 'b',
    }
    const cookies = { 'set-cookie': ['a=1', 'b=2'] }
    const content = {
      'content-type': 'text/plain',
      'content-length': '1',
      'content-language': 'en',
      'content-disposition': 'inline',
      'content-digest': 'sha-256=:AA==:',
      'repr-digest': 'sha-256=:AA==:',
      'last-modified': DATE,
    }
    const whole = { status: 200, headers: { ...must, ...others, ...cookies, ...content }, body: 'a' }
    const { status, headers } = await ask(whole, { 'if-none-match': '"7"' })
    expect([status, { ...headers }]).toEqual([304, { ...must, ...others, ...cookies }])
  })

  it('keeps last-modified where there is no tag', async () => {
    const page = text('a', { headers: { 'last-modified': DATE } })
    const { status, headers } = await ask(page, { 'if-modified-since': DATE }, { etag: false })
    expect([status, headers['last-modified']]).toEqual([304, DATE])
  })

  it('keeps members that it does not know', () => {
    const mark = Symbol.for('acme.mark')
    const app = conditional()(() => ({ ...text('a', { headers: { etag: '"7"' } }), [mark]: 1 }))
    const request = { method: 'GET', headers: { 'if-none-match': '"7"' } } as never
    expect(app(request)).toMatchObject({ status: 304, body: null, [mark]: 1 })
  })

  it.each([200, 203, 206])('is for a %i with a tag of the application', async (status) => {
    const page = text('a', { status, headers: { etag: '"7"' } })
    expect((await ask(page, { 'if-none-match': '"7"' })).status).toBe(304)
  })

  it.each([302, 304, 400, 404, 412, 500])('is not made of a %i (§13.2.1)', async (status) => {
    const page = { status, headers: { etag: '"7"' }, body: null }
    expect((await ask(page, { 'if-none-match': '"7"' })).status).toBe(status)
    expect((await ask(page, { 'if-match': '"8"' })).status).toBe(status)
  })
})

describe('412', () => {
  it('answers GET whose condition does not hold', async () => {
    const page = text('a', { headers: { etag: '"7"', 'last-modified': DATE, 'set-cookie': 'a=1' } })
    const answer = await ask(page, { 'if-match': '"8"' })
    expect([answer.status, answer.text]).toEqual([412, 'Precondition Failed\n'])
    expect(answer.headers).not.toHaveProperty('etag')
    expect(answer.headers).not.toHaveProperty('set-cookie')
    expect((await ask(page, { 'if-unmodified-since': 'Mon, 01 Jan 2024 03:04:05 GMT' })).status).toBe(412)
  })

  it('answers If-Match of a weak tag, which says that the bytes may be others', async () => {
    const etag = String(await tagOf(text('a')))
    expect((await ask(text('a'), { 'if-match': etag })).status).toBe(412)
    const strong = String(await tagOf(text('a'), { etag: 'strong' }))
    expect((await ask(text('a'), { 'if-match': strong }, { etag: 'strong' })).status).toBe(200)
  })

  it('does not answer other methods: the application has acted, and asks precondition() before', async () => {
    const page = text('saved', { headers: { etag: '"7"' } })
    for (const name of ['if-match', 'if-none-match']) {
      expect(
        (await ask(page, { [name]: name === 'if-match' ? '"8"' : '"7"' }, { method: 'PUT' })).status,
      ).toBe(200)
    }
  })
})

describe('RS3 streams', () => {
  it('are left alone without a tag of their own', async () => {
    const { body, closed } = stream()
    const page = { ...text(''), body }
    const answer = await ask(page, { 'if-none-match': 'W/"a"' })
    expect([answer.status, closed(), answer.headers['etag']]).toEqual([200, 0, undefined])
  })

  it('are closed once, unread, when they are not sent', async () => {
    for (const [status, headers] of [
      [304, { 'if-none-match': '"7"' }],
      [304, { 'if-modified-since': DATE }],
      [412, { 'if-match': '"8"' }],
    ] as const) {
      const { body, closed } = stream()
      const page = {
        status: 200,
        headers: { 'content-type': 'text/plain', etag: '"7"', 'last-modified': DATE },
        body,
      }
      const answer = await ask(page, headers)
      expect([answer.status, closed()]).toEqual([status, 1])
    }
  })
})

describe('what passes', () => {
  const request = { method: 'GET', headers: {} } as never

  it('is answered in the same tick when the application does so', () => {
    const page = text('a')
    expect(conditional()(() => page)(request)).toMatchObject({ status: 200 })
    expect(conditional()(() => Promise.resolve(page))(request)).toBeInstanceOf(Promise)
  })

  it('is the very response of the application where there is nothing to do', () => {
    for (const page of [notFound(), text('a', { headers: { etag: '"7"' } }), { ...text(''), body: null }]) {
      expect(conditional()(() => page)(request)).toBe(page)
    }
    const page = text('a')
    expect(conditional({ etag: false })(() => page)(request)).toBe(page)
    expect(conditional()(() => page)({ method: 'POST', headers: {} } as never)).toBe(page)
  })

  it('is not changed', () => {
    const page = Object.freeze({ ...text('a'), headers: Object.freeze({ 'content-type': 'text/plain' }) })
    expect(conditional()(() => page)(request)).not.toBe(page)
    expect(page.headers).not.toHaveProperty('etag')
  })
})

describe('CP7 in a stack with what codes the content', () => {
  /** What a compressor does to an answer. */
  const coding = mapResponse((response) =>
    typeof response.body === 'string'
      ? withHeader(withBody(response, response.body.toUpperCase()), 'content-encoding', 'identity')
      : response,
  )

  it.each(['weak', 'strong'] as const)(
    'outside of it, a %s tag comes back weak and is known',
    async (etag) => {
      const { get, errors } = client(compose(coding, conditional({ etag }))(() => text('hello')))
      const first = await get('/')
      expect([first.text, first.headers['etag']]).toEqual(['HELLO', expect.stringMatching(/^W\//)])
      const again = await get('/', { headers: { 'if-none-match': String(first.headers['etag']) } })
      expect([again.status, again.headers['etag'], errors]).toEqual([304, expect.anything(), []])
    },
  )
})

describe('options', () => {
  it.each([
    [{ etag: 'medium' }, "etag is 'weak', 'strong' or false, got 'medium'"],
    [{ etag: true }, "etag is 'weak', 'strong' or false, got 'true'"],
    [{ maxBytes: -1 }, 'maxBytes is a whole number from 0, got -1'],
    [{ maxBytes: Infinity }, 'maxBytes is a whole number from 0, got Infinity'],
    [{ weak: true }, "Unknown option 'weak' of conditional()"],
  ])('%o is a TypeError', (options, message) => {
    expect(() => conditional(options as ConditionalOptions)).toThrow(new TypeError(message))
  })
})
