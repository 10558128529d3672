import { serve } from '@tsgi/uwsgi'
import { describe } from 'vitest'
import { testBehind } from '../../single-exchange/test/behind.ts'
import { startApache, startNginx } from '../../single-exchange/test/front-server.ts'
import type { Upstream } from '../../single-exchange/test/front-server.ts'

const PARAMETERS = [
  ['REQUEST_METHOD', '$request_method'],
  ['REQUEST_URI', '$request_uri'],
  ['QUERY_STRING', '$query_string'],
  ['CONTENT_TYPE', '$content_type'],
  ['CONTENT_LENGTH', '$content_length'],
  ['SERVER_PROTOCOL', '$server_protocol'],
  ['REQUEST_SCHEME', '$scheme'],
  ['REMOTE_ADDR', '$remote_addr'],
  ['REMOTE_PORT', '$remote_port'],
]

function nginx(upstream: Upstream): Promise<string> {
  const address = 'port' in upstream ? `127.0.0.1:${upstream.port}` : `unix:${upstream.unix}`
  const parameters = PARAMETERS.map(([name, value]) => `uwsgi_param ${name} ${value};`).join('\n')
  return startNginx(
    `${parameters}\nuwsgi_pass ${address};\nuwsgi_buffering off;\nuwsgi_request_buffering off;`,
  )
}

function apache(upstream: Upstream): Promise<string> {
  const address =
    'port' in upstream ? `uwsgi://127.0.0.1:${upstream.port}/` : `unix:${upstream.unix}|uwsgi://localhost/`
  return startApache(['proxy', 'proxy_uwsgi'], `ProxyPass / ${address} flushpackets=on`)
}

describe.each(['tcp', 'unix'] as const)('behind nginx, over %s,', (link) => {
  testBehind(link, { serve, front: nginx, tells: true })
})

describe.each(['tcp', 'unix'] as const)('behind Apache, over %s,', (link) => {
  testBehind(link, { serve, front: apache, tells: false })
})
