import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { CLIENT, get, isInstalled, seenOf, serveTold, startFront, temporaryFolder } from './front.ts'

/** What a client sends that wants to be somebody else. */
const FORGED = {
  'x-forwarded-for': '10.0.0.1, 127.0.0.1',
  'x-forwarded-proto': 'http',
  'x-forwarded-host': 'evil.example',
  'x-forwarded-prefix': '/evil',
  'x-forwarded-port': '1',
  'x-real-ip': '10.0.0.1',
  forwarded: 'for=10.0.0.1;host=evil.example',
}

const warn = vi.spyOn(process, 'emitWarning')
beforeAll(() => void warn.mockImplementation(() => {}))
afterAll(() => warn.mockRestore())

const TRUST = { trust: ['127.0.0.1'] }

/** Declares tests that need programs: skipped where they are missing, but on CI a failure. */
function declare(programs: readonly string[], declareTests: () => void): void {
  const missing = programs.filter((program) => !isInstalled(program))
  describe(`behind ${programs.join(' and ')}`, () => {
    if (missing.length === 0) return declareTests()
    it.skipIf(!process.env['CI'])(`needs ${missing.join(' and ')}, which is not installed`, () => {
      expect.fail(`Install ${missing.join(' and ')}: on CI nothing may be left out`)
    })
  })
}

function nginx(upstream: string, fields: readonly string[], location = '/', path = '') {
  return (port: number, folder: string): string => `
daemon off;
master_process off;
pid ${folder}/nginx.pid;
error_log stderr error;
events {}
http {
  access_log off;
  ${['client_body', 'proxy', 'fastcgi', 'scgi', 'uwsgi'].map((name) => `${name}_temp_path ${folder}/${name};`).join(' ')}
  map $http_forwarded $all_forwarded {
    '' 'for=$remote_addr;proto=$scheme;host="$http_host"';
    default '$http_forwarded, for=$remote_addr;proto=$scheme;host="$http_host"';
  }
  server {
    listen 127.0.0.1:${port};
    underscores_in_headers on;
    location ${location} {
      proxy_pass http://${upstream}${path};
      proxy_http_version 1.1;
      proxy_set_header Host $http_host;
      proxy_set_header Connection '';
      ${fields.map((field) => `proxy_set_header ${field};`).join('\n      ')}
    }
  }
}
`
}

const APPEND = 'X-Forwarded-For $proxy_add_x_forwarded_for'
const SECURE = 'X-Forwarded-Proto https'

declare(['nginx'], () => {
  it('is the client who asked nginx, whatever it says itself', async () => {
    const port = await serveTold(TRUST)
    const front = await startFront('nginx', nginx(`127.0.0.1:${port}`, [APPEND, SECURE]))
    for (const headers of [{}, FORGED, { ...FORGED, x_forwarded_for: '10.0.0.1' }]) {
      const { remote, scheme, authority, basePath, headers: left } = await seenOf(front, headers)
      expect([remote, scheme, authority, basePath]).toEqual([
        { address: CLIENT, port: 0 },
        'https',
        'app.example',
        '',
      ])
      expect(Object.keys(left).filter((name) => /forward|real/.test(name))).toEqual([
        'x-forwarded-for',
        'x-forwarded-proto',
      ])
    }
  })

  it('tells all that it is asked to, over a unix socket as well', async () => {
    const unix = join(temporaryFolder(), 'app.sock')
    await serveTold({ trust: ['unix'], take: ['for', 'proto', 'host', 'port', 'prefix'] }, { unix })
    const fields = [
      APPEND,
      SECURE,
      'X-Forwarded-Host shop.example',
      'X-Forwarded-Port 8443',
      'X-Forwarded-Prefix /shop',
    ]
    const front = await startFront('nginx', nginx(`unix:${unix}`, fields, '/shop/', ':/'))
    const { remote, scheme, authority, basePath, path } = await seenOf(front, FORGED, '/shop/a%20b')
    expect([remote?.address, scheme, authority, basePath, path]).toEqual([
      CLIENT,
      'https',
      'shop.example:8443',
      '/shop',
      '/a%20b',
    ])
  })

  it('is not believed when it is not trusted', async () => {
    const port = await serveTold({ trust: ['192.0.2.0/24', 'unix'] })
    const front = await startFront('nginx', nginx(`127.0.0.1:${port}`, [APPEND, SECURE]))
    const { remote, scheme, headers } = await seenOf(front, FORGED)
    expect([remote?.address, scheme, headers]).toEqual(['127.0.0.1', 'http', { host: 'app.example' }])
  })

  it('writes Forwarded, where a client cannot swallow what nginx appends', async () => {
    const port = await serveTold({ ...TRUST, header: 'forwarded', take: ['for', 'proto', 'host'] })
    const front = await startFront('nginx', nginx(`127.0.0.1:${port}`, ['Forwarded $all_forwarded']))
    for (const headers of [{}, FORGED]) {
      const { remote, scheme, authority } = await seenOf(front, headers)
      expect([remote?.address, scheme, authority]).toEqual([CLIENT, 'http', 'app.example'])
    }
    expect((await get(front, { forwarded: 'for="' })).status).toBe(400)
    expect((await get(front, { forwarded: 'for="10.0.0.1";x="' })).status).toBe(400)
  })
})

declare(['apache2'], () => {
  const apache = (upstream: number) => (port: number, folder: string) =>
    `
${['mpm_event', 'authz_core', 'headers', 'proxy', 'proxy_http'].map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`).join('\n')}
ServerName 127.0.0.1
Listen 127.0.0.1:${port}
PidFile ${folder}/apache.pid
DefaultRuntimeDir ${folder}
ErrorLog ${folder}/error.log
Mutex posixsem
RequestHeader set X-Forwarded-Proto https
ProxyRequests Off
ProxyPass / http://127.0.0.1:${upstream}/ nocanon
`

  it('is the client who asked Apache, by the name that it asked for', async () => {
    const port = await serveTold({ ...TRUST, take: ['for', 'proto', 'host'] })
    const front = await startFront('apache2', apache(port))
    const tricks = { ...FORGED, connection: 'close, X-Forwarded-For, X-Forwarded-Host' }
    for (const headers of [{}, FORGED, tricks]) {
      // Apache appends to X-Forwarded-Host, and asks for its own idea of a host.
      const { remote, scheme, authority } = await seenOf(front, headers)
      expect([remote?.address, scheme, authority]).toEqual([CLIENT, 'https', 'app.example'])
    }
  })

  it('loses what RequestHeader sets to a client that names it in Connection, to whom it is http then', async () => {
    const port = await serveTold({ ...TRUST, take: ['for', 'proto', 'host'] })
    const front = await startFront('apache2', apache(port))
    const tricks = { ...FORGED, 'x-forwarded-proto': 'https', connection: 'close, X-Forwarded-Proto' }
    const { remote, scheme, authority } = await seenOf(front, tricks)
    expect([remote?.address, scheme, authority]).toEqual([CLIENT, 'http', 'app.example'])
  })
})

declare(['haproxy'], () => {
  const haproxy =
    (mode: 'http' | 'tcp', upstream: number, backend: string, server = '') =>
    (port: number): string =>
      `
defaults
  mode ${mode}
  timeout connect 5s
  timeout client 5s
  timeout server 5s
frontend clients
  bind 127.0.0.1:${port}
  default_backend application
backend application
  ${backend}
  server tsgi 127.0.0.1:${upstream} ${server}
`

  it('is the client who asked HAProxy, with option forwardfor', async () => {
    const port = await serveTold(TRUST)
    const front = await startFront('haproxy', haproxy('http', port, 'option forwardfor'))
    for (const headers of [{}, { 'x-forwarded-for': '10.0.0.1, 127.0.0.1' }])
      expect((await seenOf(front, headers)).remote).toEqual({ address: CLIENT, port: 0 })
  })

  it('passes what it does not set: only what is set may be taken', async () => {
    const port = await serveTold({ ...TRUST, take: ['for'] })
    const front = await startFront('haproxy', haproxy('http', port, 'option forwardfor'))
    const { scheme, authority, basePath } = await seenOf(front, { ...FORGED, 'x-forwarded-proto': 'https' })
    expect([scheme, authority, basePath]).toEqual(['http', 'app.example', ''])
  })

  it('with PROXY headers the client is the peer, whose fields are its own', async () => {
    const port = await serveTold(TRUST, { port: 0, proxyProtocol: { from: ['127.0.0.1'] } })
    const front = await startFront('haproxy', haproxy('tcp', port, '', 'send-proxy-v2'))
    const { remote, scheme, headers } = await seenOf(front, FORGED)
    expect([remote?.address, scheme]).toEqual([CLIENT, 'http'])
    expect(headers).not.toHaveProperty('x-forwarded-for')
  })
})

declare(['nginx', 'haproxy'], () => {
  const tcp = (upstream: number, server: string) => (port: number) =>
    `
defaults
  mode ${server === '' ? 'http' : 'tcp'}
  timeout connect 5s
  timeout client 5s
  timeout server 5s
listen all
  bind 127.0.0.1:${port}
  ${server === '' ? 'option forwardfor' : ''}
  server next 127.0.0.1:${upstream} ${server}
`

  it('two proxies are walked through, and two are counted', async () => {
    for (const trust of [['127.0.0.1'], 2]) {
      const port = await serveTold({ trust })
      const inner = await startFront('nginx', nginx(`127.0.0.1:${port}`, [APPEND, SECURE]))
      const outer = await startFront('haproxy', tcp(inner, ''))
      expect((await seenOf(outer, FORGED)).remote?.address).toBe(CLIENT)
    }
  })

  it('a proxy that PROXY headers tell of is believed when it is trusted', async () => {
    const port = await serveTold(TRUST, { port: 0, proxyProtocol: { from: ['127.0.0.1'] } })
    const inner = await startFront('haproxy', tcp(port, 'send-proxy'))
    const outer = await startFront('nginx', nginx(`127.0.0.1:${inner}`, [APPEND, SECURE]))
    const { remote, scheme } = await seenOf(outer, FORGED)
    expect([remote?.address, scheme]).toEqual([CLIENT, 'https'])
  })
})
