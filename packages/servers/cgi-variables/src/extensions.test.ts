import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { TLS, VARIABLES, requestFromVariables } from './index.ts'
import type { GatewayTlsInfo, ToldVariables } from './index.ts'

const GET: ReadonlyArray<[string, string]> = [
  ['REQUEST_METHOD', 'GET'],
  ['REQUEST_URI', '/'],
  ['HTTPS', 'on'],
]

function extensions(
  variables: Readonly<Record<string, string>>,
): Readonly<Record<symbol, unknown>> | undefined {
  return requestFromVariables(new Map([...GET, ...Object.entries(variables)])).request.extensions
}

function told(variables: Readonly<Record<string, string>>): ToldVariables | undefined {
  return extensions(variables)?.[VARIABLES] as ToldVariables | undefined
}

function tls(variables: Readonly<Record<string, string>>): GatewayTlsInfo | undefined {
  return extensions(variables)?.[TLS] as GatewayTlsInfo | undefined
}

describe('what the front server knows of a client', () => {
  it('is absent where it tells nothing', () => {
    expect(extensions({ REMOTE_ADDR: '192.0.2.1', SERVER_SOFTWARE: 'nginx' })).toBeUndefined()
  })

  it('is who it is, and all about TLS, by the names of the variables', () => {
    const variables = { REMOTE_USER: 'ann', AUTH_TYPE: 'Basic', SSL_CLIENT_S_DN: 'CN=ann' }
    expect(told({ ...variables, DOCUMENT_ROOT: '/srv' })).toEqual(variables)
  })

  it('inherits nothing and stays as it is', () => {
    const variables = told({ REMOTE_USER: 'ann' })!
    expect([Object.getPrototypeOf(variables), Object.isFrozen(variables)]).toEqual([null, true])
  })

  it('has the name that it had before a redirect, unless it was sent again', () => {
    expect(told({ REDIRECT_REMOTE_USER: 'ann', REDIRECT_AUTH_TYPE: 'Basic' })).toEqual({
      REMOTE_USER: 'ann',
      AUTH_TYPE: 'Basic',
    })
    const both = { REMOTE_USER: 'bob', REDIRECT_REMOTE_USER: 'ann' }
    expect(told(both)).toEqual({ REMOTE_USER: 'bob' })
    expect(told(Object.fromEntries(Object.entries(both).toReversed()))).toEqual({ REMOTE_USER: 'bob' })
  })

  it('never comes from a field of the client', () => {
    const sent = { HTTP_REMOTE_USER: 'eve', HTTP_SSL_CLIENT_VERIFY: 'SUCCESS', HTTP_AUTH_TYPE: 'Basic' }
    expect(extensions(sent)).toBeUndefined()
  })
})

describe('TLS', () => {
  it('has the members that it has on the HTTP server', () => {
    const info = tls({
      SSL_PROTOCOL: 'TLSv1.3',
      SSL_CIPHER: 'TLS_AES_256_GCM_SHA384',
      SSL_TLS_SNI: 'example.com',
      SSL_CLIENT_VERIFY: 'NONE',
    })!
    expect(info).toMatchObject({
      protocol: 'TLSv1.3',
      cipher: 'TLS_AES_256_GCM_SHA384',
      alpn: null,
      serverName: 'example.com',
      authorized: false,
      authorizationError: null,
    })
    expect(info.clientCertificate).toBeNull()
  })

  it('is absent where the version is not told', () => {
    expect(tls({ SSL_PROTOCOL: '', SSL_CIPHER: 'x' })).toBeUndefined()
  })

  it.each([
    ['SUCCESS', true, null],
    ['FAILED:certificate has expired', false, 'certificate has expired'],
    ['GENEROUS', false, 'GENEROUS'],
    ['', false, null],
  ])('tells what became of a certificate: %j', (verified, authorized, authorizationError) => {
    expect(tls({ SSL_PROTOCOL: 'TLSv1.3', SSL_CLIENT_VERIFY: verified })).toMatchObject({
      authorized,
      authorizationError,
    })
  })

  it.each([
    ['lines', (pem: string) => pem],
    ['one line, as nginx writes it', (pem: string) => pem.replaceAll('\n', '\t')],
  ])('has the certificate, in %s', (_form, written) => {
    const pem = readFileSync(new URL('../test/certificate.pem', import.meta.url), 'latin1')
    const info = tls({ SSL_PROTOCOL: 'TLSv1.3', SSL_CLIENT_CERT: written(pem) })!
    expect(info.clientCertificate?.subject).toContain('CN=')
    expect(info.clientCertificate).toBe(info.clientCertificate)
  })

  it('has no certificate where that cannot be read', () => {
    expect(tls({ SSL_PROTOCOL: 'TLSv1.3', SSL_CLIENT_CERT: 'no certificate' })!.clientCertificate).toBeNull()
  })
})
