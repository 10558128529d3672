import { html, json, notFound, text } from '@tsgi/message'
import type { Application, HttpRequest, HttpResponse } from '@tsgi/spec'
import { client } from '@tsgi/testing'
import type { Answer } from '@tsgi/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { csp, cspNonce, securityHeaders } from './index.ts'
import type { SecurityHeadersOptions } from './index.ts'

const page: Application = () => html('<!doctype html><title>page</title>')

async function get(
  options: SecurityHeadersOptions,
  application: Application = page,
  scheme = 'https',
): Promise<Answer> {
  const tested = client(securityHeaders(options)(application))
  onTestFinished(() => expect(tested.errors).toEqual([]))
  return tested.get('/', { scheme })
}

/** The fields of an answer that are there for security. */
function secured({ headers }: Answer): Record<string, unknown> {
  const others = new Set(['content-length', 'content-type', 'date', 'etag', 'cache-control'])
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !others.has(name)))
}

function withFields(headers: HttpResponse['headers'], type = 'text/html'): Application {
  return () => ({ status: 200, headers: { 'content-type': type, ...headers }, body: '' })
}

describe('presets', () => {
  it('has a default for sites with pages', async () => {
    expect(secured(await get({}))).toEqual({
      'content-security-policy':
        "default-src 'self'; base-uri 'self'; font-src 'self' https: data:; form-action 'self'; frame-ancestors 'self'; " +
        "img-src 'self' data:; object-src 'none'; script-src 'self'; script-src-attr 'none'; " +
        "style-src 'self' https: 'unsafe-inline'; upgrade-insecure-requests",
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'origin-agent-cluster': '?1',
      'referrer-policy': 'strict-origin-when-cross-origin',
      'strict-transport-security': 'max-age=31536000; includeSubDomains',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'SAMEORIGIN',
    })
  })

  it('has a strict one, with a nonce', async () => {
    const answer = await get({ preset: 'strict' })
    const {
      'content-security-policy': policy,
      'permissions-policy': permissions,
      ...others
    } = secured(answer)
    expect(policy).toMatch(
      /^default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; img-src 'self' data:; object-src 'none'; script-src 'nonce-[\w-]{22}' 'strict-dynamic'; script-src-attr 'none'; style-src 'self' 'nonce-[\w-]{22}'; upgrade-insecure-requests$/,
    )
    expect(permissions).toMatch(/^accelerometer=\(\), camera=\(\), .*, xr-spatial-tracking=\(\)$/)
    expect(others).toEqual({
      'cross-origin-embedder-policy': 'require-corp',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'origin-agent-cluster': '?1',
      'referrer-policy': 'same-origin',
      'strict-transport-security': 'max-age=63072000; includeSubDomains',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    })
  })

  it('has one for answers that are no pages', async () => {
    expect(secured(await get({ preset: 'api' }, () => json({})))).toEqual({
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'strict-transport-security': 'max-age=31536000; includeSubDomains',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    })
  })

  it('takes options instead of what a preset has, and undefined for nothing', async () => {
    const options = {
      contentSecurityPolicy: { imgSrc: ['https://cdn.example.com'], fontSrc: undefined, styleSrc: false },
      permissionsPolicy: { camera: ['self'] },
      strictTransportSecurity: { includeSubDomains: false },
      referrerPolicy: ['no-referrer', 'same-origin'],
      crossOriginOpenerPolicy: undefined,
      crossOriginResourcePolicy: 'cross-origin',
      originAgentCluster: false,
      contentTypeOptions: false,
      frameOptions: false,
    } as unknown as SecurityHeadersOptions
    const answer = secured(await get(options))
    expect(answer).toMatchObject({
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'cross-origin',
      'permissions-policy': 'camera=(self)',
      'referrer-policy': 'no-referrer, same-origin',
      'strict-transport-security': 'max-age=31536000',
    })
    expect(answer['content-security-policy']).toMatch(/font-src 'self' https: data:; .*img-src https:\/\/cdn/)
    expect(answer['content-security-policy']).not.toContain('style-src')
    expect(Object.keys(answer)).toHaveLength(6)
  })

  it('sends nothing where everything is off', async () => {
    const answer = await get({
      contentSecurityPolicy: false,
      strictTransportSecurity: false,
      crossOriginOpenerPolicy: false,
      crossOriginEmbedderPolicy: false,
      crossOriginResourcePolicy: false,
      originAgentCluster: false,
      permissionsPolicy: false,
      referrerPolicy: false,
      contentTypeOptions: false,
      frameOptions: false,
      reportingEndpoints: false,
    })
    expect(secured(answer)).toEqual({})
  })
})

describe('over http', () => {
  it('has no strict-transport-security (RFC 6797 §7.2), and upgrades nothing', async () => {
    const answer = await get({}, page, 'http')
    expect(Object.keys(answer.headers)).not.toContain('strict-transport-security')
    expect(answer.headers['content-security-policy']).toMatch(/'unsafe-inline'$/)
  })

  it('has no policy that would only upgrade', async () => {
    const onlyUpgrade = Object.fromEntries(
      ['defaultSrc', 'baseUri', 'fontSrc', 'formAction', 'frameAncestors', 'imgSrc', 'objectSrc', 'scriptSrc']
        .concat('scriptSrcAttr', 'styleSrc')
        .map((name) => [name, false]),
    )
    const options = { contentSecurityPolicy: onlyUpgrade }
    expect((await get(options, page, 'http')).headers['content-security-policy']).toBeUndefined()
    expect((await get(options)).headers['content-security-policy']).toBe('upgrade-insecure-requests')
  })
})

describe('what the application has set', () => {
  const own = { 'content-security-policy': "default-src 'none'", 'x-frame-options': 'DENY', 'x-own': '1' }

  it('stays', async () => {
    const { headers } = await get({}, withFields(own))
    expect(headers).toMatchObject({ ...own, 'referrer-policy': 'strict-origin-when-cross-origin' })
  })

  it('stays, even when it says nothing', async () => {
    expect((await get({}, withFields({ 'x-frame-options': '' }))).headers['x-frame-options']).toBe('')
  })

  it('is replaced where the option says so', async () => {
    const { headers } = await get({ overwrite: true }, withFields(own))
    expect(headers).toMatchObject({ 'x-frame-options': 'SAMEORIGIN', 'x-own': '1' })
    expect(headers['content-security-policy']).toMatch(/^default-src 'self'/)
  })

  it('is left out where it tells of what runs here', async () => {
    const leaks = { server: 'a/1.2', 'x-powered-by': 'b', 'x-runtime': '3' }
    expect(Object.keys((await get({}, withFields(leaks))).headers)).not.toContain('server')
    expect(secured(await get({}, withFields(leaks)))).toMatchObject({ 'x-runtime': '3' })
    expect(secured(await get({ remove: ['x-runtime'] }, withFields(leaks)))).toMatchObject({
      server: 'a/1.2',
    })
  })

  it('keeps its body, extensions, cookies and strange names (HD3)', async () => {
    const given: HttpResponse = {
      ...notFound(),
      headers: Object.fromEntries([
        ['__proto__', 'a'],
        ['constructor', 'b'],
        ['set-cookie', ['c=1', 'd=2']],
      ]) as HttpResponse['headers'],
      body: 'gone',
    }
    const response = await call(securityHeaders()(() => given))
    expect(response).toMatchObject({ status: 404, body: 'gone', [Symbol.for('tsgi.fallThrough')]: true })
    expect(Object.entries(response.headers)).toEqual(
      expect.arrayContaining([
        ['__proto__', 'a'],
        ['constructor', 'b'],
        ['set-cookie', ['c=1', 'd=2']],
      ]),
    )
    expect(Object.keys(given.headers)).toHaveLength(3)
  })
})

describe('fields about documents', () => {
  const DOCUMENT_FIELDS = ['content-security-policy', 'cross-origin-opener-policy', 'x-frame-options']

  it.each([
    'text/html; charset=utf-8',
    'TEXT/HTML',
    'application/xhtml+xml',
    'image/svg+xml',
    'application/xml',
    'application/pdf',
    'text/javascript',
    'text/plain',
    'unknown',
    ['text/html', 'application/json'],
  ])('go with what may become a document or a worker: %s', async (type) => {
    const { headers } = await call(securityHeaders()(withFields({ 'content-type': type })))
    expect(Object.keys(headers)).toEqual(expect.arrayContaining(DOCUMENT_FIELDS))
  })

  it('go with what has no type, redirects and errors among it', async () => {
    for (const status of [200, 302, 404, 500]) {
      const { headers } = await get({}, () => ({ status, headers: {}, body: null }))
      expect(Object.keys(headers)).toEqual(expect.arrayContaining(DOCUMENT_FIELDS))
    }
  })

  it.each([
    'application/json',
    'application/problem+json; charset=utf-8',
    'Image/PNG',
    'font/woff2',
    'text/css; charset=utf-8',
    'video/mp4',
    'text/event-stream',
    'application/octet-stream',
  ])('do not go with what is passive: %s', async (type) => {
    expect(secured(await get({}, withFields({}, type)))).toEqual({
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'strict-origin-when-cross-origin',
      'strict-transport-security': 'max-age=31536000; includeSubDomains',
      'x-content-type-options': 'nosniff',
    })
  })

  it('do not go with a 304, whose fields replace those in the cache', async () => {
    const notModified: Application = () => ({ status: 304, headers: { etag: '"1"' }, body: null })
    for (const preset of ['default', 'strict', 'api'] as const) {
      expect(Object.keys((await get({ preset }, notModified)).headers)).not.toContain(
        'content-security-policy',
      )
    }
  })

  it('go with everything where the option says so', async () => {
    const { headers } = await get({ documentFieldsOn: 'everything' }, () => json({}))
    expect(Object.keys(headers)).toEqual(expect.arrayContaining(DOCUMENT_FIELDS))
    const pages = await get({ preset: 'api', documentFieldsOn: 'documents' }, () => json({}))
    expect(Object.keys(pages.headers)).not.toContain('content-security-policy')
  })
})

describe('x-frame-options', () => {
  it.each([
    [[], 'DENY'],
    [["'none'"], 'DENY'],
    [["'self'"], 'SAMEORIGIN'],
    [['https://a.example'], undefined],
    [["'self'", 'https://a.example'], undefined],
    [false, undefined],
  ] as const)('says what frame-ancestors %j says, as far as it can', async (frameAncestors, expected) => {
    const { headers } = await get({ contentSecurityPolicy: { frameAncestors } })
    expect(headers['x-frame-options']).toBe(expected)
  })

  it('says what it is told to say', async () => {
    const { headers } = await get({ frameOptions: 'DENY', contentSecurityPolicy: false })
    expect(headers['x-frame-options']).toBe('DENY')
  })
})

describe('the nonce', () => {
  const nonced: SecurityHeadersOptions = { contentSecurityPolicy: { scriptSrc: [csp.nonce] } }
  const scripted: Application = (request) => html(`<script nonce="${cspNonce(request)}"></script>`)

  it('is that of the field, and another one for each answer', async () => {
    const seen = new Set<string>()
    const secure = client(securityHeaders(nonced)(scripted))
    for (let count = 0; count < 600; count++) {
      const { headers, text: content } = await secure.get('/')
      const nonce = /nonce="([\w-]{22})"/.exec(content)![1]!
      expect(headers['content-security-policy']).toContain(`script-src 'nonce-${nonce}';`)
      seen.add(nonce)
    }
    expect(seen.size).toBe(600)
  })

  it('is the same whenever it is asked for, after the head too', async () => {
    const streaming: Application = (request) => {
      const derived: HttpRequest = { ...request, path: '/other' }
      return {
        status: 200,
        headers: { 'content-type': 'text/html' },
        body: (async function* () {
          yield cspNonce(derived)
          yield cspNonce(request)
        })(),
      }
    }
    const { headers, text: content } = await get(nonced, streaming)
    expect(content.slice(0, 22)).toBe(content.slice(22))
    expect(headers['content-security-policy']).toContain(`'nonce-${content.slice(22)}'`)
  })

  it('is one for both policies, and for layers around each other', async () => {
    const both: SecurityHeadersOptions = {
      contentSecurityPolicy: { scriptSrc: [csp.self] },
      contentSecurityPolicyReportOnly: { scriptSrc: [csp.nonce], styleSrc: [csp.nonce] },
    }
    const inner = securityHeaders(nonced)(scripted)
    const { headers, text: content } = await get({ ...both, overwrite: true }, inner)
    const nonce = /nonce="([\w-]{22})"/.exec(content)![1]!
    expect(headers['content-security-policy']).toContain("script-src 'self'")
    expect(headers['content-security-policy-report-only']).toContain(
      `script-src 'nonce-${nonce}'; script-src-attr 'none'; style-src 'nonce-${nonce}'`,
    )
  })

  it('is not to be had where no policy has one', async () => {
    const tested = client(securityHeaders()(scripted))
    expect((await tested.get('/')).status).toBe(500)
    expect(String(tested.errors[0])).toContain('There is no nonce')
  })
})

describe('report-only', () => {
  it('stands beside the enforced policy, without what cannot be reported', async () => {
    const { headers } = await get({
      contentSecurityPolicyReportOnly: {
        defaultSrc: ["'none'"],
        sandbox: true,
        reportTo: 'main',
        reportUri: ['/reports'],
      },
      reportingEndpoints: { main: 'https://reports.example.com/csp', local: '/reports' },
    })
    expect(headers['content-security-policy']).toMatch(/^default-src 'self'.*upgrade-insecure-requests$/)
    expect(headers['content-security-policy-report-only']).toMatch(/^default-src 'none'; base-uri/)
    expect(headers['content-security-policy-report-only']).toMatch(/report-to main; report-uri \/reports$/)
    expect(headers['content-security-policy-report-only']).not.toMatch(/sandbox|upgrade/)
    expect(headers['reporting-endpoints']).toBe('main="https://reports.example.com/csp", local="/reports"')
  })

  it('stands alone', async () => {
    const { headers } = await get({ contentSecurityPolicy: false, contentSecurityPolicyReportOnly: {} })
    expect(headers['content-security-policy']).toBeUndefined()
    expect(headers['content-security-policy-report-only']).toMatch(/^default-src 'self'/)
  })
})

describe('calls (CALL-5)', () => {
  it('stay synchronous, with the request itself where there is no nonce', () => {
    const seen: HttpRequest[] = []
    const application: Application = (request) => {
      seen.push(request)
      return text('')
    }
    const request = { method: 'GET', scheme: 'http', state: {}, headers: {} } as unknown as HttpRequest
    expect(securityHeaders()(application)(request)).not.toBeInstanceOf(Promise)
    expect(securityHeaders({ preset: 'strict' })(application)(request)).not.toBeInstanceOf(Promise)
    expect(seen[0]).toBe(request)
  })

  it('leave a switch of protocols as it is', async () => {
    const switching = { status: 101, headers: { upgrade: 'x' }, body: null, upgrade: () => {} }
    expect(await call(securityHeaders()(() => switching))).toBe(switching)
  })
})

async function call(application: Application): Promise<HttpResponse> {
  return application({ method: 'GET', scheme: 'http', state: {}, headers: {} } as unknown as HttpRequest)
}
