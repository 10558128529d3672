import { text } from '@tsgi/message'
import type { Application } from '@tsgi/spec'
import { client } from '@tsgi/testing'
import type { Answer } from '@tsgi/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { cors } from './index.ts'
import type { CorsOptions } from './index.ts'

const APP = 'https://app.example.com'
const PUT = { origin: APP, 'access-control-request-method': 'PUT' }

const application: Application = ({ method }) => text(method, { headers: { allow: 'GET, OPTIONS' } })

async function send(
  headers: Record<string, string>,
  options: CorsOptions,
  method = 'OPTIONS',
): Promise<Answer> {
  const tested = client(cors(options)(application))
  onTestFinished(() => expect(tested.errors).toEqual([]))
  return tested.request(method, '/', { headers })
}

describe('a preflight', () => {
  it('is told what is allowed, without asking the application', async () => {
    const { status, headers, text: content } = await send(PUT, { origin: APP })
    expect([status, content]).toEqual([204, ''])
    expect(headers).toEqual({
      'access-control-allow-origin': APP,
      'access-control-allow-methods': 'GET, HEAD, PUT, PATCH, POST, DELETE',
      'access-control-allow-headers': 'content-type',
      vary: 'origin, access-control-request-method',
      date: expect.any(String) as string,
    })
  })

  it('is told of credentials and how long the answer holds', async () => {
    const { headers } = await send(PUT, { origin: APP, credentials: true, maxAgeSeconds: 600 })
    expect(headers).toMatchObject({
      'access-control-allow-credentials': 'true',
      'access-control-max-age': '600',
    })
    expect((await send(PUT, { maxAgeSeconds: 0 })).headers['access-control-max-age']).toBe('0')
  })

  it('is told what is listed, in the spelling that was given', async () => {
    const { headers } = await send(PUT, {
      methods: ['PUT', 'Purge'],
      allowedHeaders: ['X-A', 'authorization'],
    })
    expect(headers).toMatchObject({
      'access-control-allow-methods': 'PUT, Purge',
      'access-control-allow-headers': 'X-A, authorization',
    })
  })

  it('is told nothing of lists that are empty', async () => {
    const { headers } = await send(PUT, { methods: [], allowedHeaders: [] })
    expect(Object.keys(headers)).not.toContain('access-control-allow-methods')
    expect(Object.keys(headers)).not.toContain('access-control-allow-headers')
  })

  it.each(['https://other.example', 'null'])(
    'is told nothing but vary where it may not: from %s',
    async (origin) => {
      const { status, headers } = await send({ ...PUT, origin }, { origin: APP, credentials: true })
      expect(status).toBe(204)
      expect(headers).toEqual({
        vary: 'origin, access-control-request-method',
        date: expect.any(String) as string,
      })
    },
  )

  it('is answered with 200 for what does not take 204', async () => {
    const { status, headers } = await send(PUT, { preflightStatus: 200 })
    expect([status, headers['content-length']]).toEqual([200, '0'])
  })
})

describe('a preflight where what is requested is allowed', () => {
  const options: CorsOptions = { origin: APP, methods: 'requested', allowedHeaders: 'requested' }
  const vary = 'origin, access-control-request-method, access-control-request-headers'

  it('is told what it asked for', async () => {
    const { headers } = await send({ ...PUT, 'access-control-request-headers': 'authorization,x-b' }, options)
    expect(headers).toMatchObject({
      'access-control-allow-methods': 'PUT',
      'access-control-allow-headers': 'authorization, x-b',
      vary,
    })
  })

  it('is told of no fields where it asked for none', async () => {
    const { headers } = await send(PUT, options)
    expect(headers).toMatchObject({ 'access-control-allow-methods': 'PUT', vary })
    expect(Object.keys(headers)).not.toContain('access-control-allow-headers')
  })

  it.each(['a b', 'a, "b', '"a"', 'a;b', 'é'])(
    'is sent nothing back that is no list of names: %s',
    async (value) => {
      const asked = {
        origin: APP,
        'access-control-request-method': value,
        'access-control-request-headers': value,
      }
      const { headers } = await send(asked, options)
      expect(Object.keys(headers).toSorted()).toEqual(['access-control-allow-origin', 'date', 'vary'])
    },
  )

  it('takes lists with blanks and empty elements, as other clients than browsers send them', async () => {
    const { headers } = await send({ ...PUT, 'access-control-request-headers': 'a, ,\tb,,' }, options)
    expect(headers['access-control-allow-headers']).toBe('a, b')
  })

  it('is read in linear time (AU6)', async () => {
    const wide = (length: number): Promise<number> =>
      timed(() => send({ ...PUT, 'access-control-request-headers': ','.repeat(length) }, options))
    await wide(100_000)
    expect(await wide(400_000)).toBeLessThan(40 * (await wide(100_000)) + 50)
  })
})

describe('a private network', () => {
  const asking = { ...PUT, 'access-control-request-private-network': 'true' }
  const ALLOWED = 'access-control-allow-private-network'

  it('is opened where the option says so and the preflight asks', async () => {
    const { headers } = await send(asking, { origin: APP, privateNetwork: true })
    expect(headers[ALLOWED]).toBe('true')
    expect(headers['vary']).toBe(
      'origin, access-control-request-method, access-control-request-private-network',
    )
  })

  it('stays closed otherwise, and caches know what that depends on', async () => {
    const unasked = await send(PUT, { origin: APP, privateNetwork: true })
    expect(unasked.headers[ALLOWED]).toBeUndefined()
    expect(unasked.headers['vary']).toContain('access-control-request-private-network')
    const denied = await send(
      { ...asking, origin: 'https://other.example' },
      { origin: APP, privateNetwork: true },
    )
    expect(denied.headers[ALLOWED]).toBeUndefined()
    expect((await send(asking, { origin: APP })).headers[ALLOWED]).toBeUndefined()
  })
})

describe('OPTIONS that is no preflight', () => {
  it.each<[string, Record<string, string>]>([
    ['without a requested method', { origin: APP }],
    ['without an origin', { 'access-control-request-method': 'PUT' }],
    ['without both', {}],
  ])('goes to the application, %s', async (_what, headers) => {
    const answer = await send(headers, { origin: APP })
    expect(answer).toMatchObject({ status: 200, text: 'OPTIONS', headers: { allow: 'GET, OPTIONS' } })
    expect(answer.headers['vary']).toBe('origin, access-control-request-method')
  })

  it('says what it depends on even where all origins are allowed', async () => {
    const { headers } = await send({}, {})
    expect(headers).toMatchObject({
      'access-control-allow-origin': '*',
      vary: 'origin, access-control-request-method',
    })
  })

  it('is what another method with the fields of a preflight is', async () => {
    expect((await send(PUT, { origin: APP }, 'GET')).text).toBe('GET')
  })
})

async function timed(run: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await run()
  return performance.now() - startedAt
}
