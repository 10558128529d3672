import { json, notFound, text } from '@tsgi/message'
import type { Application, HttpResponse } from '@tsgi/spec'
import { client } from '@tsgi/testing'
import type { Answer } from '@tsgi/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { cors } from './index.ts'
import type { CorsOptions } from './index.ts'

const APP = 'https://app.example.com'
const OTHER = 'https://other.example'
const hello: Application = () => text('hello')

/** Sends GET to an application behind `cors(options)`, from a page of this origin. */
async function getFrom(origin: string | null, options: CorsOptions, application = hello): Promise<Answer> {
  const tested = client(cors(options)(application))
  onTestFinished(() => expect(tested.errors).toEqual([]))
  return tested.get('/', origin === null ? {} : { headers: { origin } })
}

/** The fields of an answer that CORS is about. */
function corsFields({ headers }: Answer): Record<string, unknown> {
  const names = Object.keys(headers).filter((name) => name.startsWith('access-control-') || name === 'vary')
  return Object.fromEntries(names.map((name) => [name, headers[name]]))
}

describe('an answer that may be read', () => {
  it('is everybody’s by default, and the same for all', async () => {
    const fields = { 'access-control-allow-origin': '*' }
    expect(corsFields(await getFrom(APP, {}))).toEqual(fields)
    expect(corsFields(await getFrom('null', {}))).toEqual(fields)
    expect(corsFields(await getFrom(null, {}))).toEqual(fields)
  })

  it('names the origin that may read it', async () => {
    const answer = await getFrom(APP, { origin: APP })
    expect(answer).toMatchObject({ status: 200, text: 'hello' })
    expect(corsFields(answer)).toEqual({ 'access-control-allow-origin': APP, vary: 'origin' })
  })

  it('tells of credentials and exposed fields', async () => {
    const answer = await getFrom(APP, { origin: APP, credentials: true, exposedHeaders: ['ETag', 'X-Total'] })
    expect(corsFields(answer)).toEqual({
      'access-control-allow-origin': APP,
      'access-control-allow-credentials': 'true',
      'access-control-expose-headers': 'ETag, X-Total',
      vary: 'origin',
    })
  })

  it('exposes all fields where there are no credentials', async () => {
    expect(corsFields(await getFrom(APP, { exposedHeaders: '*' }))).toEqual({
      'access-control-allow-origin': '*',
      'access-control-expose-headers': '*',
    })
  })

  it.each<[string, Application, number]>([
    ['a 404', () => text('gone', { status: 404 }), 404],
    ['"not mine"', () => notFound(), 404],
    ['a 401', async () => json({ error: 'who?' }, { status: 401 }), 401],
    ['a 500', () => text('sorry', { status: 500 }), 500],
    ['a 304', () => ({ status: 304, headers: { etag: '"1"' }, body: null }), 304],
  ])('may be %s', async (_what, application, status) => {
    const answer = await getFrom(APP, { origin: [APP] }, application)
    expect(answer).toMatchObject({ status, headers: { 'access-control-allow-origin': APP } })
  })

  it('keeps its body, extensions and the mark of what is not found', async () => {
    const given = { ...notFound(), [Symbol.for('acme.mark')]: 1, trailers: () => ({ 'x-a': '1' }) }
    const tested = cors({ origin: APP })(() => given)
    const response = await call(tested, APP)
    expect(response).toMatchObject({
      [Symbol.for('tsgi.fallThrough')]: true,
      [Symbol.for('acme.mark')]: 1,
      trailers: given.trailers,
    })
    expect(given.headers).not.toHaveProperty('vary')
  })
})

describe('an answer that may not be read', () => {
  it.each([OTHER, 'null', null])('has no field but vary, for %s', async (origin) => {
    const answer = await getFrom(origin, { origin: APP, credentials: true, exposedHeaders: ['etag'] })
    expect(answer).toMatchObject({ status: 200, text: 'hello' })
    expect(corsFields(answer)).toEqual({ vary: 'origin' })
  })
})

describe('vary (AU6)', () => {
  it.each<[string, HttpResponse['headers'], string]>([
    ['adds to what the application has', { vary: 'Accept-Encoding' }, 'Accept-Encoding, origin'],
    ['names origin once', { vary: 'Accept, Origin' }, 'Accept, Origin'],
    ['keeps *', { vary: '*' }, '*'],
    ['joins several lines', { vary: ['accept', 'cookie'] }, 'accept, cookie, origin'],
  ])('%s', async (_what, headers, vary) => {
    const application: Application = () => text('hello', { headers })
    expect((await getFrom(APP, { origin: APP }, application)).headers['vary']).toBe(vary)
    expect((await getFrom(null, { origin: APP }, application)).headers['vary']).toBe(vary)
  })

  it('is left alone where the answer is the same for all', async () => {
    const application: Application = () => text('hello', { headers: { vary: 'accept' } })
    expect((await getFrom(APP, {}, application)).headers['vary']).toBe('accept')
  })
})

describe('layers (AU6)', () => {
  const opened: Application = () =>
    text('secret', {
      headers: {
        'access-control-allow-origin': OTHER,
        'access-control-allow-credentials': 'true',
        'access-control-expose-headers': 'x-secret',
      },
    })

  it('further in do not open what the outermost keeps closed', async () => {
    expect(corsFields(await getFrom(OTHER, { origin: APP }, opened))).toEqual({ vary: 'origin' })
    expect(corsFields(await getFrom(APP, { origin: APP }, opened))).toEqual({
      'access-control-allow-origin': APP,
      vary: 'origin',
    })
    const inner = cors({ origin: OTHER, credentials: true })(hello)
    expect(corsFields(await getFrom(OTHER, { origin: APP }, inner))).toEqual({ vary: 'origin' })
    expect(corsFields(await getFrom(OTHER, {}, inner))).toEqual({
      'access-control-allow-origin': '*',
      vary: 'origin',
    })
  })
})

describe('errors that are thrown', () => {
  const tooLarge = Object.assign(new Error('too large'), { expose: true, status: 413 })
  const throwing = (error: unknown): Application[] => [
    () => {
      throw error
    },
    async () => {
      throw error
    },
  ]

  it.each(throwing(tooLarge))(
    'through the client’s fault can be read, as the server would answer them',
    async (app) => {
      const answer = await getFrom(APP, { origin: APP }, app)
      expect(answer).toMatchObject({ status: 413, text: '' })
      expect(corsFields(answer)).toEqual({ 'access-control-allow-origin': APP, vary: 'origin' })
      expect(corsFields(await getFrom(APP, {}, app))).toEqual({ 'access-control-allow-origin': '*' })
    },
  )

  it.each([null, OTHER])('are thrown on where nobody may read them: from %s', async (origin) => {
    for (const app of throwing(tooLarge)) {
      const answer = await getFrom(origin, { origin: APP }, app)
      expect(answer.status).toBe(413)
      expect(corsFields(answer)).toEqual({})
    }
  })

  it.each<[string, () => unknown]>([
    ['without expose', () => Object.assign(new Error('secret'), { status: 413 })],
    ['with a status of the server', () => ({ expose: true, status: 500 })],
    ['with half a status', () => ({ expose: true, status: 404.5 })],
    ['that throws itself', () => Object.defineProperty({}, 'expose', { get: fail })],
    ['null', () => null],
    ['a text', () => 'secret'],
    ['undefined', () => undefined],
  ])('are the server’s to report otherwise (ERR-1): %s', async (_what, make) => {
    const error = make()
    for (const app of throwing(error)) {
      // The validator would complain of these errors, and reads what cannot be read.
      const tested = client(cors({ origin: APP })(app), { validate: false })
      const answer = await tested.get('/', { headers: { origin: APP } })
      expect(answer).toMatchObject({ status: 500, text: '' })
      expect(tested.errors).toHaveLength(1)
      expect(tested.errors[0]).toBe(error)
    }
  })
})

describe('calls (CALL-5)', () => {
  it('stay synchronous where rules and application are', () => {
    for (const options of [{}, { origin: APP }, { origin: () => true }, { origin: [OTHER, /https:.+/] }]) {
      expect(call(cors(options)(hello), APP)).not.toBeInstanceOf(Promise)
    }
  })

  it('leave a switch of protocols as it is', () => {
    const switching = { status: 101, headers: { upgrade: 'x' }, body: null, upgrade: () => {} }
    expect(
      call(
        cors({ origin: APP })(() => switching),
        APP,
      ),
    ).toBe(switching)
  })
})

function call(application: Application, origin: string): ReturnType<Application> {
  const headers = { origin }
  return application({ method: 'GET', path: '/', headers } as unknown as Parameters<Application>[0])
}

function fail(): never {
  throw new Error('no')
}
