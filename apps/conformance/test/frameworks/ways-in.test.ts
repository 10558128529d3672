/*
 * Applications of Express and Koa, unchanged, through every way in: what they answer is the same everywhere.
 */
import type { SuiteAnswer, SuiteRequest } from '@tsgi/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeApplication } from '../../src/applications.ts'
import type { ApplicationName } from '../../src/applications.ts'
import type { StartedWayIn, WayIn } from '../../src/way-in.ts'
import { waysIn } from '../../src/ways-in/index.ts'
import { declareMissing, missingPrograms } from '../run-suite.ts'

/** What must come back. What is not named is not looked at. */
interface Expected {
  /** Default 200. */
  readonly status?: number | null
  readonly json?: unknown
  readonly text?: string
  /** Lines by lower-case name. */
  readonly headers?: Readonly<Record<string, unknown>>
}

const JSON_TYPE: readonly [string, string] = ['Content-Type', 'application/json']
const FORM_TYPE: readonly [string, string] = ['Content-Type', 'application/x-www-form-urlencoded']

const EXCHANGES: Readonly<Record<string, Expected & { readonly request: SuiteRequest }>> = {
  'finds a route, with its parameters and the query': {
    request: { target: '/hello/a%2Fb?c=d%20e' },
    json: { name: 'a/b', query: { c: 'd e' }, host: 'conformance.test' },
  },
  'reads JSON': {
    request: { method: 'POST', target: '/sum', headers: [JSON_TYPE], body: ['[1, 2', ', 3]'] },
    status: 201,
    json: { sum: 6 },
  },
  'reads a form': {
    request: { method: 'POST', target: '/form', headers: [FORM_TYPE], body: ['a=1&b=gr%C3%BC%C3%9Fe'] },
    json: { a: '1', b: 'grüße' },
  },
  'reads an upload': {
    request: {
      method: 'POST',
      target: '/length',
      // Caddy would tell FastCGI of a form otherwise, and Express has a limit for those.
      headers: [['Content-Type', 'application/octet-stream']],
      body: [new Uint8Array(300_000)],
    },
    json: { length: 300_000 },
  },
  'reads and sets cookies': {
    request: { target: '/cookies', headers: [['Cookie', 'a=1; b=2']] },
    json: { cookie: 'a=1; b=2' },
    // Over TLS Koa adds `secure`.
    headers: {
      'set-cookie': [
        expect.stringMatching(/^first=1; path=\/(; secure)?; httponly$/i),
        expect.stringMatching(/^second=2; path=\/(; secure)?$/i),
      ],
    },
  },
  redirects: { request: { target: '/moved' }, status: 302, headers: { location: ['/hello/you'] } },
  'streams an answer': {
    request: { target: '/stream' },
    text: 'one two three',
    headers: { 'content-type': ['text/plain; charset=utf-8'] },
  },
  'sends much at once': {
    request: { target: '/large' },
    text: 'x'.repeat(300_000),
    headers: { 'content-length': ['300000'] },
  },
  'answers HEAD without content': {
    request: { method: 'HEAD', target: '/page' },
    text: '',
    headers: { 'content-type': ['text/html; charset=utf-8'], etag: [expect.stringContaining('"')] },
  },
  'answers without content': { request: { target: '/empty' }, status: 204, text: '' },
  'answers what is not there with 404': { request: { target: '/nowhere' }, status: 404 },
  'answers what fails with its own page': {
    request: { target: '/fails' },
    status: 500,
    json: { error: 'failed' },
  },
}

describe.each(waysIn.map((wayIn) => [wayIn.name, wayIn] as const))('%s', (_name, wayIn) => {
  const missing = missingPrograms(wayIn)
  if (missing === '') for (const name of ['express', 'koa'] as const) declareExchanges(wayIn, name)
  else declareMissing(`Express and Koa: ${wayIn.name}`, missing)
})

function declareExchanges(wayIn: WayIn, name: ApplicationName): void {
  describe(`an application of ${name}`, () => {
    let started: StartedWayIn | undefined
    beforeAll(async () => {
      started = await wayIn.start(await makeApplication(name), name)
    })
    afterAll(() => started?.close())

    it.each(Object.entries(EXCHANGES))('%s', async (_what, { request, ...expected }) => {
      const answer = await started!.send(request)
      expect(summaryOf(answer, expected)).toEqual({ status: 200, complete: true, ...expected })
    })

    it('answers with 304 what the client has', async () => {
      const first = await started!.send({ target: '/page' })
      expect(textOf(first)).toBe('<h1>page</h1>')
      const [etag = ''] = linesOf(first, 'etag')
      const second = await started!.send({ target: '/page', headers: [['If-None-Match', etag]] })
      expect([second.status, textOf(second)]).toEqual([304, ''])
    })
  })
}

/** What an answer is, as far as something is expected of it. */
function summaryOf(answer: SuiteAnswer, { json, text, headers }: Expected): Expected & { complete: boolean } {
  const { status, complete } = answer
  const fields = Object.keys(headers ?? {}).map((name) => [name, linesOf(answer, name)] as const)
  return {
    status,
    complete,
    ...(json !== undefined && { json: JSON.parse(textOf(answer)) as unknown }),
    ...(text !== undefined && { text: textOf(answer) }),
    ...(headers !== undefined && { headers: Object.fromEntries(fields) }),
  }
}

function textOf({ body }: SuiteAnswer): string {
  return new TextDecoder().decode(body)
}

function linesOf({ headers }: SuiteAnswer, name: string): string[] {
  return headers.filter(([candidate]) => candidate === name).map(([, value]) => value)
}
