import { headline } from './headline.ts'
import { textOf, when } from './lines.ts'
import type { Lines } from './lines.ts'
import { authority, seconds } from './options.ts'
import type { Site } from './options.ts'
import type { ConfigurationFile } from './server-config.ts'

/** Writes all of the configuration of HAProxy. Needs HAProxy 2.4 or later. */
export function haproxy(site: Site): ConfigurationFile {
  refuseWhatItCannot(site)
  const path = '/etc/haproxy/haproxy.cfg'
  const usage = [
    'All of it, in place of what was there. Check it with `haproxy -c -f`, take it into use with',
    '`systemctl reload haproxy`.',
  ]
  const lines = [
    ...headline(path, 'HAProxy', site, ...usage),
    '',
    ...general(site),
    ...frontend(site),
    ...backend(site),
  ]
  return { path, text: textOf(lines) }
}

function refuseWhatItCannot({ protocol, proxyProtocol, static: folders, handOff }: Site): void {
  if (protocol !== 'http' && protocol !== 'fastcgi') {
    throw new TypeError(`HAProxy speaks http and fastcgi, not ${protocol}`)
  }
  if (proxyProtocol && protocol !== 'http') {
    throw new TypeError('proxyProtocol forwards what clients speak: protocol must be http')
  }
  if (folders.length > 0 || handOff !== undefined) {
    throw new TypeError(
      'HAProxy sends no files: leave static and handOff to @tsgi/static, or take another front server',
    )
  }
}

function general({ proxyProtocol, answerTimeoutMs }: Site): Lines {
  return [
    'global',
    [
      'log /dev/log local0',
      'user haproxy',
      'group haproxy',
      '# Heads of requests and answers may be this long, half of it.',
      'tune.bufsize 65536',
      'tune.http.maxhdr 200',
    ],
    'defaults',
    [
      `mode ${proxyProtocol ? 'tcp' : 'http'}`,
      'log global',
      `option ${proxyProtocol ? 'tcplog' : 'httplog'}`,
      'timeout connect 5s',
      '# Without a sign of life: from clients, and from the application.',
      `timeout client ${seconds(answerTimeoutMs)}s`,
      `timeout server ${seconds(answerTimeoutMs)}s`,
      ...when(
        !proxyProtocol,
        '# For a whole head, against clients that send it drop by drop; and for the next request.',
        'timeout http-request 10s',
        'timeout http-keep-alive 60s',
        '# Streams do not wait, and nothing is asked for clients that have left.',
        'option http-no-delay',
        'option abortonclose',
      ),
    ],
    '',
  ]
}

function frontend(site: Site): Lines {
  const { name, listen, serverNames, maxContentBytes, proxyProtocol } = site
  return [
    `frontend ${name}_clients`,
    [
      `bind ${listen.host === undefined ? `:::${listen.port} v4v6` : authority(listen.host, listen.port)}`,
      '# For HTTPS: `bind :::443 v4v6 ssl crt /etc/haproxy/certs/`.',
      ...when(!proxyProtocol, ...fields(site)),
      ...when(
        !proxyProtocol && maxContentBytes > 0,
        '# What a request may bring, as far as it says so.',
        `http-request deny deny_status 413 if { req.hdr_val(content-length) gt ${maxContentBytes} }`,
      ),
      ...when(
        !proxyProtocol && serverNames.length > 0,
        ...serverNames.map((host) => `acl ${name}_host req.hdr(host),host_only ${matching(host)}`),
        `http-request deny deny_status 421 unless ${name}_host`,
      ),
      `default_backend ${name}`,
    ],
    '',
  ]
}

/** `*.` stands for one name or more. */
function matching(serverName: string): string {
  return serverName.startsWith('*') ? `-i -m end ${serverName.slice(1)}` : `-i -m str ${serverName}`
}

function fields({ protocol }: Site): Lines {
  const claimed = ['X-Forwarded-Port', 'X-Forwarded-Prefix', 'X-Real-IP', 'Forwarded']
  return [
    '# Who asks, and how: said anew, so that nothing that a client claims is left. Read them with @tsgi/forwarded.',
    'http-request set-header X-Forwarded-For %[src]',
    'http-request set-header X-Forwarded-Proto https if { ssl_fc }',
    'http-request set-header X-Forwarded-Proto http unless { ssl_fc }',
    'http-request set-header X-Forwarded-Host %[req.hdr(host)] if { req.hdr(host) -m found }',
    ...claimed.map((field) => `http-request del-header ${field}`),
    '# Must never become the proxy of outgoing requests (httpoxy).',
    'http-request del-header Proxy',
    ...when(
      protocol === 'fastcgi',
      '# Names of variables have no hyphens: a field with `_` could pass for another.',
      'http-request del-header _ -m sub',
    ),
  ]
}

function backend({ name, protocol, upstream, proxyProtocol }: Site): Lines {
  const place = 'unix' in upstream ? `unix@${upstream.unix}` : authority(upstream.host, upstream.port)
  const how = proxyProtocol ? ' send-proxy-v2' : protocol === 'fastcgi' ? ' proto fcgi' : ''
  return [
    `backend ${name}`,
    [
      ...when(
        proxyProtocol,
        '# The application must expect it: proxyProtocol: { from: [...] } of @tsgi/server.',
      ),
      ...when(protocol === 'fastcgi', `use-fcgi-app ${name}`),
      `server ${name} ${place}${how}`,
    ],
    ...when(protocol === 'fastcgi', '', `fcgi-app ${name}`, [
      'docroot /',
      '# The raw path says more than what HAProxy takes for a script.',
      'option keep-conn',
      '# It leaves that out unless it is asked for.',
      'pass-header Authorization',
      'set-param REQUEST_URI %[pathq]',
    ]),
  ]
}
