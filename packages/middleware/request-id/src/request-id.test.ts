import { compose } from '@tsgi/compose'
import { json, text, withHeader } from '@tsgi/message'
import type { Application, HttpRequest } from '@tsgi/spec'
import { client } from '@tsgi/testing'
import type { Answer, RequestInit } from '@tsgi/testing'
import { validator } from '@tsgi/validator'
import { describe, expect, it, onTestFinished } from 'vitest'
import { requestIdOf } from './request-id-of.ts'
import { requestId } from './request-id.ts'
import type { RequestIdOptions } from './options.ts'

const UUID = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/
const TRACE = '0af7651916cd43dd8448eb211c80319c'
const TRACEPARENT = `00-${TRACE}-b7ad6b7169203331-01`

/** Tells what the application further in has got. */
const inner: Application = (request) => {
  const { 'x-request-id': field, traceparent, tracestate } = request.headers
  return json({
    id: requestIdOf(request),
    state: request.state['tsgi.requestId'],
    field,
    traceparent,
    tracestate,
  })
}

interface Got {
  readonly id: string
  readonly state: string
  readonly field: string
  readonly traceparent?: string
  readonly tracestate?: string
}

async function ask(options: RequestIdOptions, init: RequestInit = {}, application = inner): Promise<Answer> {
  const violations: unknown[] = []
  onTestFinished(() => expect(violations).toEqual([]))
  const validated = validator({ onViolation: (error) => violations.push(error), onWarning: () => {} })
  const { get, errors } = client(compose(requestId(options), validated)(application))
  const answer = await get('/', init)
  expect(errors).toEqual([])
  return answer
}

/** What the application got, where everybody agrees about the id. */
async function got(options: RequestIdOptions, headers: Record<string, string> = {}, init = {}): Promise<Got> {
  const answer = await ask(options, { headers, ...init })
  const seen = answer.json() as Got
  expect([seen.state, seen.field, answer.headers['x-request-id']]).toEqual([seen.id, seen.id, seen.id])
  return seen
}

describe('a new id', () => {
  it('is a UUID, another for each request, in the state, the field and the answer', async () => {
    const ids = await Promise.all(Array.from({ length: 100 }, async () => (await got({})).id))
    for (const id of ids) expect(id).toMatch(UUID)
    expect(new Set(ids).size).toBe(100)
  })

  it('comes from the generator, which gets the request', async () => {
    const generate = ({ path }: HttpRequest): string => `web1:${path}`
    expect((await got({ generate })).id).toBe('web1:/')
  })

  it.each(['', 'a b', 'a\r\nset-cookie: b', 'ä', 'a'.repeat(129), 7, undefined])(
    'that is none is a fault of the generator: %o',
    async (id) => {
      const { get, errors } = client(requestId({ generate: () => id as string })(inner))
      expect((await get('/')).status).toBe(500)
      expect(errors).toEqual([
        expect.objectContaining({ message: expect.stringContaining('generate() gives') as string }),
      ])
    },
  )
})

describe('an id from outside', () => {
  const claimed = { 'x-request-id': 'abc-1' }

  it('FW1 is taken from nobody by default, and its copy does not get further', async () => {
    const { id } = await got({}, claimed)
    expect(id).toMatch(UUID)
  })

  it('is taken from peers in the list alone', async () => {
    const trust = ['10.0.0.0/8', '2001:db8::/32']
    const from = (address: string): object => ({ remote: { address, port: 1 } })
    expect((await got({ trust }, claimed, from('10.1.2.3'))).id).toBe('abc-1')
    expect((await got({ trust }, claimed, from('2001:db8::7'))).id).toBe('abc-1')
    expect((await got({ trust }, claimed, from('::ffff:10.1.2.3'))).id).toBe('abc-1')
    expect((await got({ trust }, claimed, from('11.1.2.3'))).id).toMatch(UUID)
    expect((await got({ trust }, claimed)).id).toMatch(UUID)
  })

  it('FW11 is taken from a unix socket where that is said', async () => {
    expect((await got({ trust: ['10.0.0.0/8'] }, claimed, { remote: null })).id).toMatch(UUID)
    expect((await got({ trust: ['unix'] }, claimed, { remote: null })).id).toBe('abc-1')
  })

  it('is taken where a function says so, which is not asked without need', async () => {
    const asked: HttpRequest[] = []
    const trust = (request: HttpRequest): boolean => asked.push(request) > 0
    await got({ trust })
    expect(asked).toHaveLength(0)
    expect((await got({ trust }, claimed)).id).toBe('abc-1')
    expect(asked).toHaveLength(1)
    expect((await got({ trust: () => false }, claimed)).id).toMatch(UUID)
  })

  it('is not taken where the function answers by a promise', async () => {
    const trust = (() => Promise.resolve(true)) as unknown as () => boolean
    expect((await got({ trust }, claimed)).id).toMatch(UUID)
  })

  it.each([
    'f47ac10b-58cc-4372-a567-0e02b2c3d479',
    '01ARZ3NDEKTSV4RRFFQ69G5FAV',
    'Root=1-67891233-abcdef012345678912345678;Sampled=1',
    '105445aa7843bc8bf206b12000100000/1;o=1',
    'host/app-000001',
    'q83v+A==',
    'a@b_c~d.e:f',
    'a'.repeat(128),
  ])('may be %s', async (id) => {
    expect((await got({ trust: ['everyone'] }, { 'x-request-id': id })).id).toBe(id)
  })

  it.each([
    '',
    'a'.repeat(129),
    'a b',
    'a\tb',
    'a, b',
    'a"b',
    "a'b",
    'a\\b',
    '<script>',
    '${jndi:ldap://a}',
    '%0d%0aset-cookie:a',
    '{"a":1}',
    '`id`',
    'a|b',
    'a\u0080b',
    'a\u009B31mb',
    'ä',
    '\u00AD',
  ])('LG1 LG4 is not %o, from trusted peers either', async (id) => {
    expect((await got({ trust: ['everyone'] }, { 'x-request-id': id })).id).toMatch(UUID)
  })

  it('has maxLength characters at most', async () => {
    const options = { trust: ['everyone'], maxLength: 4 }
    expect((await got(options, { 'x-request-id': 'abcd' })).id).toBe('abcd')
    expect((await got(options, { 'x-request-id': 'abcde' })).id).toMatch(UUID)
  })

  it('stands in another field where the options say so, and only there', async () => {
    const seen: unknown[] = []
    const application: Application = ({ headers }) => {
      seen.push(headers['x-amzn-trace-id'], headers['x-request-id'])
      return text('a')
    }
    const options = { trust: ['everyone'], header: 'x-amzn-trace-id' }
    const headers = { 'x-amzn-trace-id': 'Root=1', 'x-request-id': 'other' }
    const answer = await ask(options, { headers }, application)
    expect(seen).toEqual(['Root=1', 'other'])
    expect(answer.headers['x-amzn-trace-id']).toBe('Root=1')
    expect(answer.headers).not.toHaveProperty('x-request-id')
  })

  it('HD3 is data, whatever it is called', async () => {
    for (const id of ['__proto__', 'constructor', 'toString']) {
      expect((await got({ trust: ['everyone'] }, { 'x-request-id': id })).id).toBe(id)
    }
  })
})

describe('traceparent', () => {
  const trace = { traceparent: TRACEPARENT, tracestate: 'a=b' }

  it('is neither read nor changed by default', async () => {
    const seen = await got({ trust: ['everyone'] }, trace)
    expect([seen.id, seen.traceparent, seen.tracestate]).toEqual([
      expect.stringMatching(UUID),
      TRACEPARENT,
      'a=b',
    ])
  })

  it('of a trusted peer gives the id, before the other field, and goes on inwards', async () => {
    const seen = await got({ trust: ['everyone'], traceparent: true }, { ...trace, 'x-request-id': 'abc' })
    expect([seen.id, seen.traceparent, seen.tracestate]).toEqual([TRACE, TRACEPARENT, 'a=b'])
  })

  it('of anybody else goes, and tracestate with it', async () => {
    const seen = await got({ traceparent: true }, trace)
    expect(seen).toEqual({ id: seen.id, state: seen.id, field: seen.id })
    expect(seen.id).toMatch(UUID)
  })

  it('that is malformed counts as absent', async () => {
    const options = { trust: ['everyone'], traceparent: true }
    const malformed = { traceparent: TRACEPARENT.toUpperCase(), tracestate: 'a=b' }
    const seen = await got(options, { ...malformed, 'x-request-id': 'abc' })
    expect(seen).toEqual({ id: 'abc', state: 'abc', field: 'abc' })
    expect((await got(options, malformed)).id).toMatch(UUID)
    expect(await got(options, { tracestate: 'a=b' })).not.toHaveProperty('tracestate')
  })
})

describe('the answer', () => {
  it('does not tell the id where the options say so', async () => {
    const answer = await ask({ echo: false })
    expect(answer.headers).not.toHaveProperty('x-request-id')
    expect((answer.json() as Got).id).toMatch(UUID)
  })

  it('tells this id and no other', async () => {
    const answer = await ask({ generate: () => 'ours' }, {}, () =>
      text('a', { headers: { 'x-request-id': 'theirs' } }),
    )
    expect(answer.headers['x-request-id']).toBe('ours')
  })

  it('tells it with errors that are answered further in, and with every status', async () => {
    for (const status of [204, 304, 404, 500]) {
      const answer = await ask({ generate: () => 'a' }, {}, () => ({ status, headers: {}, body: null }))
      expect([answer.status, answer.headers['x-request-id']]).toEqual([status, 'a'])
    }
  })

  it('is there in the same tick when the application gives it so, and is passed on where nothing is to change', () => {
    const request = {
      method: 'GET',
      headers: {},
      state: {},
      remote: null,
      exchange: {},
    } as unknown as HttpRequest
    const page = withHeader(text('a'), 'x-request-id', 'a')
    expect(requestId({ generate: () => 'a' })(() => page)(request)).toBe(page)
    expect(requestId({ echo: false })(() => page)(request)).toBe(page)
    expect(requestId()(() => Promise.resolve(page))(request)).toBeInstanceOf(Promise)
  })
})

describe('a request that has an id', () => {
  it('keeps it: the outermost middleware decides', async () => {
    const twice = compose(requestId({ generate: () => 'outer' }), requestId({ generate: () => 'inner' }))
    const { get } = client(twice(inner))
    const answer = await get('/')
    expect([answer.headers['x-request-id'], (answer.json() as Got).id]).toEqual(['outer', 'outer'])
  })

  it('is not changed, and what has been set for it is kept', async () => {
    let seen: HttpRequest | undefined
    const before: HttpRequest[] = []
    const state = { 'acme.user': 'Ada' }
    const app = requestId()((request) => {
      seen = request
      return text('a')
    })
    const { get } = client((request) => {
      const outer = Object.freeze({
        ...request,
        headers: Object.freeze(request.headers),
        state: Object.freeze(state),
      })
      before.push(outer)
      return app(outer)
    })
    await get('/', { headers: { accept: 'text/plain' } })
    expect(seen).toMatchObject({ path: '/', headers: { accept: 'text/plain' }, state })
    expect(requestIdOf(before[0]!)).toBeUndefined()
  })
})

describe('requestIdOf', () => {
  it('knows nothing of requests that were not here', () => {
    expect(requestIdOf(null)).toBeUndefined()
    expect(requestIdOf({ state: {}, exchange: {} } as unknown as HttpRequest)).toBeUndefined()
  })

  it.each<[string, Application]>([
    [
      'throws',
      () => {
        throw new Error('fault')
      },
    ],
    ['rejects', () => Promise.reject(new Error('fault'))],
    [
      'breaks off while it is sent',
      () => ({
        ...text(''),
        body: (async function* () {
          yield 'a'
          throw new Error('fault')
        })(),
      }),
    ],
  ])(
    'CN15 finds the id of the request that a server reports when the application %s',
    async (_how, application) => {
      let original: HttpRequest | undefined
      let told: string | undefined
      const noted = requestId()((request) => {
        told = requestIdOf(request)
        return application(request)
      })
      const { get, errors } = client((request) => noted((original = request)))
      await get('/').catch(() => {})
      expect(errors).toEqual([expect.objectContaining({ message: 'fault' })])
      expect(requestIdOf(original!)).toBe(told)
      expect(told).toMatch(UUID)
    },
  )
})

describe('options', () => {
  it.each([
    [{ header: 'X-Request-Id' }, "header is a field name in lower case, got 'X-Request-Id'"],
    [{ header: '' }, "header is a field name in lower case, got ''"],
    [{ header: 'a\r\nb' }, 'header is a field name in lower case'],
    [{ maxLength: 0 }, 'maxLength is a whole number from 1, got 0'],
    [{ generate: 'uuid' }, 'generate is a function, got string'],
    [{ echo: 'no' }, "echo is true or false, got 'no'"],
    [{ traceparent: 1 }, "traceparent is true or false, got '1'"],
    [{ context: null }, "context is true or false, got 'null'"],
    [{ trust: '10.0.0.0/8' }, 'Trusted peers are a list, got string'],
    [{ trust: ['0.0.0.0/0'] }, 'holds everyone'],
    [{ trusted: [] }, "Unknown option 'trusted' of requestId()"],
  ])('%o is a TypeError', (options, message) => {
    expect(() => requestId(options as unknown as RequestIdOptions)).toThrow(TypeError)
    expect(() => requestId(options as unknown as RequestIdOptions)).toThrow(message)
  })
})
