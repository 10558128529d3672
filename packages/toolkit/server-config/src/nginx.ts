import { headline } from './headline.ts'
import { textOf, when } from './lines.ts'
import type { Lines } from './lines.ts'
import { authority, seconds } from './options.ts'
import type { Protocol, Site } from './options.ts'
import { quote } from './quote.ts'
import type { ConfigurationFile } from './server-config.ts'

/** The default site of Debian is the `default_server`. */
const NAMELESS =
  'It has no names, and so waits behind the default site of Debian: rm /etc/nginx/sites-enabled/default'

/** Names of variables may have no hyphens. */
const variableOf = (site: Site, what: string): string => `$${site.name.replaceAll('-', '_')}_${what}`

/** Connections that wait for the next request: shorter than the application waits, or a request could meet its end. */
const KEPT: Readonly<Record<Protocol, Lines>> = {
  http: ['# The application waits for 5 s.', 'keepalive 32;', 'keepalive_timeout 4s;'],
  fastcgi: ['# The application waits for 75 s.', 'keepalive 32;', 'keepalive_timeout 60s;'],
  scgi: [],
  uwsgi: [],
}

/** Writes a site of nginx, for its http block. Needs nginx 1.15.3 or later. */
export function nginx(site: Site): ConfigurationFile {
  const path = `/etc/nginx/conf.d/${site.name}.conf`
  const usage = [
    'Check it with `nginx -t`, take it into use with `nginx -s reload`.',
    ...(site.serverNames.length > 0 ? [] : [NAMELESS]),
  ]
  const lines = [
    ...headline(path, 'nginx', site, ...usage),
    '',
    ...maps(site),
    ...upstream(site),
    ...server(site),
  ]
  return { path, text: textOf(lines) }
}

function maps(site: Site): Lines {
  const connection = [
    '# Asks the application for another protocol where the client does, WebSocket above all.',
    `map $http_upgrade ${variableOf(site, 'connection')} {`,
    ['default upgrade;', "'' '';"],
    '}',
  ]
  const file = [
    '# What may be a file: no name that begins with a dot, except .well-known; of folders their index.',
    `map $uri ${variableOf(site, 'file')} {`,
    ['default $uri;', String.raw`'~/\.(?!well-known/)' '';`, '~/$ ${uri}index.html;'],
    '}',
  ]
  return [...when(site.protocol === 'http', ...connection), ...when(site.static.length > 0, ...file)]
}

function upstream({ name, protocol, upstream: place }: Site): Lines {
  return [
    `upstream ${name} {`,
    [
      `server ${'unix' in place ? `unix:${place.unix}` : authority(place.host, place.port)};`,
      ...KEPT[protocol],
    ],
    '}',
  ]
}

function server(site: Site): Lines {
  const { listen, serverNames, maxContentBytes } = site
  const names = serverNames.length === 0 ? ['_'] : serverNames
  return [
    'server {',
    [
      ...(listen.host === undefined
        ? [`listen ${listen.port};`, `listen [::]:${listen.port};`]
        : [`listen ${authority(listen.host, listen.port)};`]),
      '# For HTTPS: `listen 443 ssl;` with ssl_certificate and ssl_certificate_key. Everything below fits both.',
      `server_name ${names.join(' ')};`,
      '',
      '# What a request may bring; 0: no limit.',
      `client_max_body_size ${maxContentBytes};`,
      'large_client_header_buffers 8 16k;',
      '# Targets reach the application as they came: `//` and `%2F` are its business.',
      'merge_slashes off;',
      ...when(
        site.protocol === 'http',
        '# Fields, too: those with a `_` in their names are no others than those with a `-`.',
        'underscores_in_headers on;',
        'ignore_invalid_headers off;',
      ),
      '',
      ...locations(site),
    ],
    '}',
  ]
}

function locations(site: Site): Lines {
  const root = site.static.find(({ path }) => path === '/')
  const passing = protocolLines(site)
  return [
    ...site.static.filter(({ path }) => path !== '/').flatMap((entry) => folder(site, entry)),
    ...(site.handOff === undefined ? [] : handOff(site.handOff)),
    ...(root === undefined
      ? ['location / {', passing, '}']
      : [
          '# Files that are there, and what the application answers.',
          'location / {',
          [
            `root ${quote('nginx', root.folder)};`,
            'add_header X-Content-Type-Options nosniff;',
            `try_files ${variableOf(site, 'file')} @${site.name};`,
          ],
          '}',
          `location @${site.name} {`,
          passing,
          '}',
        ]),
  ]
}

/** A slash at both ends of both: `location /assets` with `alias …/assets/` would give `/assets../` to clients. */
function folder(site: Site, entry: Site['static'][number]): Lines {
  return [
    `location ^~ ${entry.path} {`,
    [
      `if (${variableOf(site, 'file')} = '') {`,
      ['return 404;'],
      '}',
      `alias ${quote('nginx', `${entry.folder}/`)};`,
      'add_header X-Content-Type-Options nosniff;',
    ],
    '}',
  ]
}

function handOff({ location, folder: root }: NonNullable<Site['handOff']>): Lines {
  return [
    `# What the application names in X-Accel-Redirect: ${location} and the name. Clients get 404 here.`,
    `location ^~ ${location} {`,
    [
      'internal;',
      `alias ${quote('nginx', `${root}/`)};`,
      '# Of the fields of the answer that named it, nginx keeps those of caching, cookies and the type.',
      'add_header X-Content-Type-Options nosniff;',
    ],
    '}',
  ]
}

function protocolLines(site: Site): Lines {
  const { protocol, name, answerTimeoutMs } = site
  const directives = protocol === 'http' ? 'proxy' : protocol
  const timeout = seconds(answerTimeoutMs)
  return [
    ...(protocol === 'http' ? http(site) : gateway(site)),
    '',
    '# Both directions as they come: streams, server-sent events and long polls do not wait for a buffer to fill.',
    `${directives}_buffering off;`,
    ...(protocol === 'http' || protocol === 'fastcgi'
      ? [`${directives}_request_buffering off;`]
      : [
          '# The protocol tells the length first, so all of a request is read before.',
          `${directives}_request_buffering on;`,
        ]),
    '# Heads of answers may be this long.',
    `${directives}_buffer_size 32k;`,
    `${directives}_buffers 8 32k;`,
    `${directives}_connect_timeout 5s;`,
    `${directives}_send_timeout ${timeout}s;`,
    `${directives}_read_timeout ${timeout}s;`,
    `${directives}_pass_header Date;`,
    `${directives}_pass_header Server;`,
    ...when(
      site.handOff === undefined,
      '# No answer sends nginx to other places.',
      `${directives}_ignore_headers X-Accel-Redirect;`,
    ),
    ...(protocol === 'http'
      ? ['# Without a path here the target goes out as it came in.', `proxy_pass http://${name};`]
      : [`${protocol}_pass ${name};`]),
  ]
}

function http(site: Site): Lines {
  return [
    'proxy_http_version 1.1;',
    'proxy_set_header Host $http_host;',
    `proxy_set_header Connection ${variableOf(site, 'connection')};`,
    'proxy_set_header Upgrade $http_upgrade;',
    '# Who asks, and how: said anew, so that nothing that a client claims is left. Read them with @tsgi/forwarded.',
    'proxy_set_header X-Forwarded-For $remote_addr;',
    'proxy_set_header X-Forwarded-Proto $scheme;',
    'proxy_set_header X-Forwarded-Host $http_host;',
    ...['X-Forwarded-Port', 'X-Forwarded-Prefix', 'X-Real-IP', 'Forwarded'].map(
      (field) => `proxy_set_header ${field} '';`,
    ),
    '# Must never become the proxy of outgoing requests (httpoxy).',
    "proxy_set_header Proxy '';",
  ]
}

/** What is told besides the fields of a request. No SCRIPT_NAME and PATH_INFO: the raw path says more. */
const PARAMETERS: Readonly<Record<string, string>> = {
  REQUEST_METHOD: '$request_method',
  REQUEST_URI: '$request_uri',
  QUERY_STRING: '$query_string',
  CONTENT_TYPE: '$content_type',
  CONTENT_LENGTH: '$content_length',
  SERVER_PROTOCOL: '$server_protocol',
  REQUEST_SCHEME: '$scheme',
  REMOTE_ADDR: '$remote_addr',
  REMOTE_PORT: '$remote_port',
  SERVER_NAME: '$server_name',
  SERVER_PORT: '$server_port',
  HTTP_HOST: '$http_host',
}

/** Fields that gateways have other words for, and the one that must never become a variable. */
const CLEARED = [
  ...['HTTP_X_FORWARDED_FOR', 'HTTP_X_FORWARDED_PROTO', 'HTTP_X_FORWARDED_HOST', 'HTTP_X_FORWARDED_PORT'],
  ...['HTTP_X_FORWARDED_PREFIX', 'HTTP_X_REAL_IP', 'HTTP_FORWARDED', 'HTTP_PROXY'],
]

function gateway({ protocol }: Site): Lines {
  // To SCGI nginx tells the length by itself, and twice is once too often.
  const parameters = Object.entries(PARAMETERS).filter(
    ([parameter]) => protocol !== 'scgi' || parameter !== 'CONTENT_LENGTH',
  )
  return [
    '# These and no `include`: a variable that is there twice is refused. REQUEST_URI is the target as it came.',
    ...parameters.map(([parameter, value]) => `${protocol}_param ${parameter} ${value};`),
    ...when(protocol === 'scgi', 'scgi_param SCGI 1;'),
    ...when(protocol === 'fastcgi', 'fastcgi_keep_conn on;'),
    '# What clients claim about themselves, and what must never become the proxy of outgoing requests (httpoxy).',
    ...CLEARED.map((parameter) => `${protocol}_param ${parameter} '' if_not_empty;`),
  ]
}
