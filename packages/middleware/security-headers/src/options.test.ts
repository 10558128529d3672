import { describe, expect, it } from 'vitest'
import { csp, securityHeaders } from './index.ts'
import type { ContentSecurityPolicy, SecurityHeadersOptions } from './index.ts'

function expectRefused(options: object, message: string): void {
  expect(() => securityHeaders(options as SecurityHeadersOptions)).toThrow(TypeError)
  expect(() => securityHeaders(options as SecurityHeadersOptions)).toThrow(message)
}

it.each<[object, string]>([
  [{ hsts: {} }, `Unknown option 'hsts'`],
  [{ toString: 1 }, `Unknown option 'toString'`],
  [{ contentSecurityPolicy: true }, 'contentSecurityPolicy is an object or false, got boolean'],
  [{ permissionsPolicy: 'camera=()' }, 'permissionsPolicy is an object or false, got string'],
  [{ preset: 'none' }, `preset is 'default', 'strict', 'api', got 'none'`],
  [{ crossOriginOpenerPolicy: 'same-site' }, `crossOriginOpenerPolicy is 'same-origin', `],
  [{ crossOriginEmbedderPolicy: true }, `or false, got 'true'`],
  [{ crossOriginResourcePolicy: 'same-orgin' }, `got 'same-orgin'`],
  [{ frameOptions: 'deny' }, `frameOptions is 'DENY', 'SAMEORIGIN' or false, got 'deny'`],
  [{ contentTypeOptions: true }, `contentTypeOptions is 'nosniff' or false`],
  [{ originAgentCluster: '?1' }, 'originAgentCluster is true or false, got string'],
  [{ referrerPolicy: 'none' }, `referrerPolicy is no-referrer, `],
  [{ referrerPolicy: [] }, 'referrerPolicy is'],
  [{ overwrite: 1 }, 'overwrite is true or false, got number'],
  [{ documentFieldsOn: 'html' }, `documentFieldsOn is 'documents' or 'everything', got 'html'`],
  [{ remove: ['X-Powered-By'] }, `remove has names of fields in lower case, got 'X-Powered-By'`],
  [{ strictTransportSecurity: { maxAge: 1 } }, `Unknown member 'maxAge' of strictTransportSecurity`],
  [{ strictTransportSecurity: { maxAgeSeconds: -1 } }, 'maxAgeSeconds is a whole number from 0, got -1'],
  [{ strictTransportSecurity: { maxAgeSeconds: '1' } }, 'maxAgeSeconds is a whole number from 0, got 1'],
  [{ strictTransportSecurity: { preload: true, maxAgeSeconds: 86_400 } }, 'preload asks for maxAgeSeconds'],
  [{ strictTransportSecurity: { preload: true, includeSubDomains: false } }, 'preload asks for'],
  [{ permissionsPolicy: { displayCapture: [] } }, `names such as 'display-capture', got 'displayCapture'`],
  [{ permissionsPolicy: { camera: true } }, `permissionsPolicy.camera is '*' or an array, got true`],
  [{ permissionsPolicy: { camera: ["'self'"] } }, `has 'self' (without further quotes)`],
  [{ permissionsPolicy: { camera: ['https://a.example/'] } }, 'got "https://a.example/"'],
  [{ permissionsPolicy: { camera: ['a.example'] } }, 'got "a.example"'],
  [{ reportingEndpoints: { Main: '/a' } }, `reportingEndpoints has names of`],
  [{ reportingEndpoints: { main: 'http://a.example/' } }, 'reportingEndpoints.main is an https: URL'],
  [{ reportingEndpoints: { main: 'https://a.example/\né' } }, 'reportingEndpoints.main is'],
])('refuses %j', expectRefused)

it.each<[SecurityHeadersOptions['strictTransportSecurity'], string]>([
  [{}, 'max-age=31536000; includeSubDomains'],
  [{ maxAgeSeconds: 0, includeSubDomains: false }, 'max-age=0'],
  [{ preload: true }, 'max-age=31536000; includeSubDomains; preload'],
])('writes %j', async (strictTransportSecurity, expected) => {
  expect(
    await fieldOf({ strictTransportSecurity: strictTransportSecurity! }, 'strict-transport-security'),
  ).toBe(expected)
})

it('writes permissions as structured fields (RFC 9651)', async () => {
  const permissionsPolicy = {
    camera: [],
    fullscreen: '*',
    geolocation: ['self', 'https://maps.example', 'https://*.a.example'],
    usb: false,
    'some-later-feature': ['self'],
  } as const
  expect(await fieldOf({ permissionsPolicy }, 'permissions-policy')).toBe(
    'camera=(), fullscreen=*, geolocation=(self "https://maps.example" "https://*.a.example"), some-later-feature=(self)',
  )
})

describe('a policy (CSP)', () => {
  it.each<[object, string]>([
    [{ scriptSource: [] }, `Unknown directive 'scriptSource' in contentSecurityPolicy`],
    [{ 'script-src': [] }, `Unknown directive 'script-src'`],
    [{ constructor: [] }, `Unknown directive 'constructor'`],
    [{ scriptSrc: "'self'" }, 'contentSecurityPolicy.scriptSrc is an array of sources, got string'],
    [{ scriptSrc: [1] }, 'contentSecurityPolicy.scriptSrc has 1: expected a string'],
    [{ scriptSrc: [() => ''] }, 'contentSecurityPolicy.scriptSrc has function: expected a string'],
    [
      { imgSrc: ['self'] },
      `contentSecurityPolicy.imgSrc has "self": without quotes it is a host: write "'self'"`,
    ],
    [{ imgSrc: ['SELF'] }, `write "'SELF'"`],
    [{ imgSrc: ['none'] }, `write "'none'"`],
    [{ scriptSrc: ['strict-dynamic'] }, `write "'strict-dynamic'"`],
    [{ scriptSrc: ['sha256-abc='] }, `write "'sha256-abc='"`],
    [{ scriptSrc: ['nonce-abc'] }, `write "'nonce-abc'"`],
    [{ scriptSrc: ["'nonce-abc'"] }, 'a nonce is for one answer: write csp.nonce'],
    [{ scriptSrc: ["'self"] }, 'quotes stand around a keyword or a hash'],
    [{ scriptSrc: ["https://a.example/'nonce'"] }, 'quotes stand around'],
    [{ imgSrc: ['data'] }, `without a colon it is a host: write 'data:'`],
    [{ imgSrc: [''] }, 'blanks, controls'],
    [{ imgSrc: ['https://a.example https://b.example'] }, 'blanks, controls'],
    [{ imgSrc: ['https://a.example\r\nx: y'] }, 'blanks, controls'],
    [{ imgSrc: ['https://bücher.example'] }, 'characters beyond ASCII'],
    [{ imgSrc: ['https://a.example;script-src'] }, `';' and ','`],
    [{ imgSrc: ['https://a.example,https://b.example'] }, `write %3B and %2C`],
    [{ imgSrc: ["'none'", "'self'"] }, `has 'none' beside others`],
    [{ imgSrc: [csp.nonce] }, `contentSecurityPolicy.imgSrc has 'nonce', which only counts for scripts`],
    [{ frameAncestors: [csp.nonce] }, `has 'nonce'`],
    [{ sandbox: ['forms'] }, 'contentSecurityPolicy.sandbox is an array of single words'],
    [{ sandbox: 'allow-forms' }, 'got "allow-forms"'],
    [{ requireTrustedTypesFor: "'script'" }, `is 'script' or false, got 'script'`],
    [{ trustedTypes: ['a b'] }, 'got "a b"'],
    [{ upgradeInsecureRequests: [] }, 'upgradeInsecureRequests is true or false, got object'],
    [{ reportTo: 'main' }, 'reportTo is one of reportingEndpoints (none), got main'],
    [{ reportUri: ['/a;b'] }, 'got "/a;b"'],
    [{ reportUri: '/a' }, 'got "/a"'],
  ])('refuses %j', (contentSecurityPolicy, message) => expectRefused({ contentSecurityPolicy }, message))

  it('says where the other policy is wrong', () => {
    expectRefused(
      { contentSecurityPolicyReportOnly: { imgSrc: ['self'] } },
      'contentSecurityPolicyReportOnly.imgSrc',
    )
  })

  it('refuses one without directives', () => {
    const nothing = { defaultSrc: false, frameAncestors: false } as const
    expectRefused(
      { preset: 'api', contentSecurityPolicy: nothing },
      'contentSecurityPolicy has no directives',
    )
  })

  it.each<[ContentSecurityPolicy, string]>([
    [{ scriptSrcElem: [csp.self, csp.self] }, "script-src-elem 'self'"],
    [{ imgSrc: [] }, "img-src 'none'"],
    [
      { connectSrc: ['wss://a.example:*', '*.b.example/path/', 'blob:', '*'] },
      'wss://a.example:* *.b.example/path/ blob: *',
    ],
    [
      { scriptSrc: [csp.sha256('alert(1)')] },
      "script-src 'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='",
    ],
    [
      { scriptSrc: [csp.sha512('')] },
      "script-src 'sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg=='",
    ],
    [{ scriptSrc: ["'some-later-keyword'"] }, "script-src 'some-later-keyword'"],
    [{ sandbox: true }, 'sandbox'],
    [{ sandbox: ['allow-forms', 'allow-scripts'] }, 'sandbox allow-forms allow-scripts'],
    [{ requireTrustedTypesFor: 'script' }, "require-trusted-types-for 'script'"],
    [{ trustedTypes: ['dompurify', "'allow-duplicates'"] }, "trusted-types dompurify 'allow-duplicates'"],
    [{ upgradeInsecureRequests: true }, 'upgrade-insecure-requests'],
    [{ reportUri: ['/a', 'https://b.example/c?d=e'] }, 'report-uri /a https://b.example/c?d=e'],
  ])('writes %j', async (contentSecurityPolicy, expected) => {
    expect(await fieldOf({ preset: 'api', contentSecurityPolicy }, 'content-security-policy')).toContain(
      expected,
    )
  })
})

async function fieldOf(options: SecurityHeadersOptions, name: string): Promise<unknown> {
  const application = securityHeaders(options)(() => ({ status: 200, headers: {}, body: null }))
  const request = { scheme: 'https', state: {}, headers: {} } as unknown as Parameters<typeof application>[0]
  const { headers } = await application(request)
  return headers[name]
}
