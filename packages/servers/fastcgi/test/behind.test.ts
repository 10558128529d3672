import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fromExpress } from '@tsgi/express'
import type { Application } from '@tsgi/spec'
import { conformanceApplication, conformanceCases, httpSender, reasonToSkip, runCase } from '@tsgi/testing'
import express from 'express'
import { describe, expect, it } from 'vitest'
import { MANY_MS, echo, expectNothingCarried } from '../../single-exchange/test/many-requests.ts'
import { serve } from '../src/index.ts'
import { hasApache, hasFcgid, hasNginx, startApache, startNginx, temporaryFolder } from './front.ts'
import { start } from './start.ts'

/** What Debian's nginx sends by itself. */
const NGINX = 'include /etc/nginx/fastcgi_params;'

function expressApplication(): Application {
  const app = express()
  app.use(express.json())
  app.get('/hello/:name', (req, res) => {
    res.cookie('seen', 'yes').json({ name: req.params.name, base: req.baseUrl, query: req.query })
  })
  app.post('/sum', (req, res) => {
    const numbers = req.body as number[]
    res.status(201).send(String(numbers.reduce((sum, number) => sum + number, 0)))
  })
  return fromExpress(app)
}

async function expectExpress(url: string): Promise<void> {
  const hello = await fetch(`${url}/hello/a%2Fb?c=d`)
  expect(hello.headers.get('set-cookie')).toBe('seen=yes; Path=/')
  expect(await hello.json()).toEqual({ name: 'a/b', base: '', query: { c: 'd' } })
  const headers = { 'content-type': 'application/json' }
  const sum = await fetch(`${url}/sum`, { method: 'POST', headers, body: '[1, 2, 3]' })
  expect([sum.status, await sum.text()]).toEqual([201, '6'])
  expect((await fetch(`${url}/nowhere`)).status).toBe(404)
}

describe('an Express app', () => {
  it.skipIf(!hasNginx)('runs behind nginx, with the parameters that it comes with', async () => {
    const unix = join(temporaryFolder(), 'app.sock')
    await start(expressApplication(), { unix })
    const port = await startNginx(`location / { ${NGINX} fastcgi_pass unix:${unix}; }`)
    await expectExpress(`http://127.0.0.1:${port}`)
  })

  it.skipIf(!hasApache)("runs behind Apache's mod_proxy_fcgi", async () => {
    const { server } = await start(expressApplication())
    const { port: ours } = server.address as { port: number }
    const port = await startApache(['proxy', 'proxy_fcgi'], `ProxyPass / fcgi://127.0.0.1:${ours}/`)
    await expectExpress(`http://127.0.0.1:${port}`)
  })
})

describe('many requests, and clients that leave, get nothing of each other (G33)', () => {
  it.skipIf(!hasNginx)(
    'behind nginx, which keeps connections',
    async () => {
      const { server } = await start(echo)
      const { port: ours } = server.address as { port: number }
      const front = await startNginx(
        `location / { ${NGINX} fastcgi_pass 127.0.0.1:${ours}; fastcgi_keep_conn on; fastcgi_request_buffering off; }`,
      )
      await expectNothingCarried(`http://127.0.0.1:${front}`)
    },
    MANY_MS,
  )

  it.skipIf(!hasApache)(
    "behind Apache's mod_proxy_fcgi",
    async () => {
      const { server } = await start(echo)
      const { port: ours } = server.address as { port: number }
      const front = await startApache(
        ['proxy', 'proxy_fcgi'],
        `ProxyPass / fcgi://127.0.0.1:${ours}/ enablereuse=on`,
      )
      await expectNothingCarried(`http://127.0.0.1:${front}`)
    },
    MANY_MS,
  )
})

describe.skipIf(!hasFcgid)("under Apache's mod_fcgid, which starts it", () => {
  it('is found as a script, by its name and by what follows it', async () => {
    const folder = temporaryFolder()
    const script = join(folder, 'app.fcgi')
    // Built, since a process of its own does not know how to read the source.
    const module = fileURLToPath(new URL('../dist/index.js', import.meta.url))
    writeFileSync(
      script,
      `#!${process.execPath}
import('${module}').then(({ serve }) =>
  serve(({ basePath, path }) => ({ status: 200, headers: {}, body: basePath + ' ' + path }), { listen: ['fd:0'] }),
)
`,
    )
    chmodSync(folder, 0o755)
    chmodSync(script, 0o755)
    const port = await startApache(
      ['fcgid', 'alias'],
      `
FcgidIPCDir ${folder}
FcgidProcessTableFile ${folder}/table
ScriptAlias /cgi/ ${folder}/
<Directory ${folder}>
  SetHandler fcgid-script
  Options +ExecCGI
  Require all granted
</Directory>
`,
    )
    const answers = ['', '/a%2Fb?c', '/'].map(async (rest) =>
      (await fetch(`http://127.0.0.1:${port}/cgi/app.fcgi${rest}`)).text(),
    )
    expect(await Promise.all(answers)).toEqual(['/cgi/app.fcgi ', '/cgi/app.fcgi /a%2Fb', '/cgi/app.fcgi /'])
  }, 30_000)
})

describe.skipIf(!hasApache)("Apache's mod_authnz_fcgi", () => {
  it('asks the authorizer', async () => {
    const { server } = await start(() => expect.unreachable(), {
      authorizer: ({ headers }) => ({
        status: headers['authorization'] === undefined ? 401 : 200,
        headers: { 'www-authenticate': 'Basic realm="test"' },
        body: null,
      }),
    })
    const { port: ours } = server.address as { port: number }
    const port = await startApache(
      ['authn_core', 'auth_basic', 'authz_user', 'authnz_fcgi', 'dir'],
      `
AuthnzFcgiDefineProvider authnz checker fcgi://127.0.0.1:${ours}/
DocumentRoot ${temporaryFolder()}
<Location />
  CGIPassAuth On
  AuthType Basic
  AuthName test
  AuthBasicProvider checker
  AuthnzFcgiCheckAuthnProvider checker Authoritative On
  Require checker
</Location>
`,
    )
    const url = `http://127.0.0.1:${port}/`
    expect((await fetch(url)).status).toBe(401)
    const authorization = `Basic ${btoa('ada:secret')}`
    expect((await fetch(url, { headers: { authorization } })).status).not.toBe(401)
  }, 30_000)
})

describe.skipIf(!hasNginx)('the conformance suite', () => {
  const limitations = {
    lacks: {
      'any-field-name': 'X_A and X-A become the same variable',
      'any-method': 'nginx refuses TRACE, and methods with other characters than capital letters',
      'expect-continue': 'nginx sends 100 (Continue) itself, and at once',
      'full-duplex': 'nginx stops sending a request when its answer has begun and the socket is full',
      informational: 'FastCGI has no informational responses',
      'target-forms': 'nginx refuses *, and prefers Host to the authority of a target',
      trailers: 'FastCGI has no trailers',
      upgrade: 'FastCGI cannot change the protocol',
    },
    exceptions: {
      'content-empty-chunked':
        'nginx drops the framing of content that it has read to the end and found empty',
      'http10-cut': 'nginx ends an answer without a length as if it were whole, to HTTP/1.0',
      'path-raw-escaped-nul': 'nginx refuses %00',
      'path-raw-too-many-dots': 'nginx refuses paths above the root',
    },
  }

  it.each(['tcp', 'unix'])(
    'passes behind nginx, over %s',
    async (link) => {
      const unix = join(temporaryFolder(), 'app.sock')
      const options = link === 'unix' ? { unix } : { port: 0 }
      const server = await serve(conformanceApplication(), { ...options, onError: () => {} })
      const where = typeof server.address === 'string' ? server.url : `127.0.0.1:${server.address.port}`
      const port = await startNginx(`
      merge_slashes off;
      underscores_in_headers on;
      ignore_invalid_headers off;
      large_client_header_buffers 8 16k;
      client_max_body_size 0;
      location / {
        ${parameters()}
        fastcgi_pass ${where};
        fastcgi_buffering off;
        fastcgi_request_buffering off;
        fastcgi_buffer_size 32k;
        fastcgi_buffers 8 32k;
        fastcgi_pass_header Date;
      }`)
      const send = httpSender({ host: '127.0.0.1', port })
      const failed: string[] = []
      for (const entry of conformanceCases) {
        if (reasonToSkip(entry, limitations) !== undefined) continue
        await runCase(entry, send).catch((error: unknown) => failed.push(`${entry.id}: ${String(error)}`))
      }
      await server.close({ graceMs: 0 })
      expect(failed).toEqual([])
    },
    120_000,
  )
})

/** Those of nginx, with the host as the client has written it, and the path where RFC 3875 has it. */
function parameters(): string {
  const values = {
    QUERY_STRING: '$query_string',
    REQUEST_METHOD: '$request_method',
    CONTENT_TYPE: '$content_type',
    CONTENT_LENGTH: '$content_length',
    SCRIPT_NAME: '""',
    PATH_INFO: '$document_uri',
    REQUEST_URI: '$request_uri',
    SERVER_PROTOCOL: '$server_protocol',
    REQUEST_SCHEME: '$scheme',
    REMOTE_ADDR: '$remote_addr',
    REMOTE_PORT: '$remote_port',
    SERVER_PORT: '$server_port',
    SERVER_NAME: '$server_name',
  }
  return Object.entries(values)
    .map(([name, value]) => `fastcgi_param ${name} ${value};`)
    .join('\n        ')
}
