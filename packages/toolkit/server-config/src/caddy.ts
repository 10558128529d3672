import { headline } from './headline.ts'
import { textOf, when } from './lines.ts'
import type { Lines } from './lines.ts'
import { authority, seconds } from './options.ts'
import type { Site } from './options.ts'
import { quote } from './quote.ts'
import type { ConfigurationFile } from './server-config.ts'

/** Paths none of whose names begins with a dot, except .well-known. */
const VISIBLE = String.raw`^(?:/(?:\.well-known|[^./][^/]*)?)*$`

/** Writes a site of Caddy. Needs Caddy 2.5 or later. */
export function caddy(site: Site): ConfigurationFile {
  if (site.protocol !== 'http' && site.protocol !== 'fastcgi') {
    throw new TypeError(`Caddy speaks http and fastcgi, not ${site.protocol}`)
  }
  const path = '/etc/caddy/Caddyfile'
  const usage = ['Check it with `caddy validate --config`, take it into use with `systemctl reload caddy`.']
  const lines = [...headline(path, 'Caddy', site, ...usage), '', ...block(site)]
  // As `caddy fmt` has it.
  return { path, text: textOf(lines, '\t') }
}

function block(site: Site): Lines {
  const { listen, serverNames, maxContentBytes, static: folders, name } = site
  return [
    ...when(
      serverNames.length > 0 && listen.port === 80,
      '# Caddy fetches certificates for these names and leads http to https.',
    ),
    `${addresses(site)} {`,
    [
      ...(listen.host === undefined ? [] : [`bind ${listen.host}`]),
      ...when(
        maxContentBytes > 0,
        '# What a request may bring.',
        'request_body {',
        [`max_size ${maxContentBytes}`],
        '}',
      ),
      ...when(
        folders.length > 0,
        '# Names that begin with a dot are not for clients, except .well-known.',
        `@${name}_hidden not path_regexp ${VISIBLE}`,
      ),
      ...folders.flatMap((entry) =>
        entry.path === '/' ? rootFolder(site, entry) : mountedFolder(site, entry),
      ),
      'handle {',
      proxy(site),
      '}',
    ],
    '}',
  ]
}

/** Names alone: Caddy serves them over HTTPS. Other ports are taken for HTTP. */
function addresses({ serverNames, listen }: Site): string {
  if (listen.port === 80 && serverNames.length > 0) return serverNames.join(', ')
  const names = serverNames.length > 0 ? serverNames : ['']
  return names.map((name) => `http://${name}:${listen.port}`).join(', ')
}

/** A path that ends in a slash would be found as a folder, and so not by its index. */
function rootFolder({ name }: Site, { folder }: Site['static'][number]): Lines {
  const root = `root ${quote('caddy', folder)}`
  const visible = `path_regexp ${VISIBLE}`
  const serve = ['header X-Content-Type-Options nosniff', `root * ${quote('caddy', folder)}`, 'file_server']
  return [
    '# Files that are there are sent, all else is for the application.',
    `@${name}_file {`,
    ['not path */', visible, 'file {', [root, 'try_files {path}'], '}'],
    '}',
    `handle @${name}_file {`,
    serve,
    '}',
    `@${name}_index {`,
    ['path */', visible, 'file {', [root, 'try_files {path}index.html'], '}'],
    '}',
    `handle @${name}_index {`,
    serve,
    '}',
  ]
}

function mountedFolder({ name }: Site, { path, folder }: Site['static'][number]): Lines {
  return [
    `handle_path ${path}* {`,
    [
      `error @${name}_hidden 404`,
      'header X-Content-Type-Options nosniff',
      `root * ${quote('caddy', folder)}`,
      'file_server',
    ],
    '}',
  ]
}

function proxy({ upstream, protocol, handOff, name, answerTimeoutMs }: Site): Lines {
  const timeout = `${seconds(answerTimeoutMs)}s`
  return [
    `reverse_proxy ${'unix' in upstream ? `unix/${upstream.unix}` : authority(upstream.host, upstream.port)} {`,
    [
      ...when(
        protocol === 'fastcgi',
        '# Streams, server-sent events and long polls do not wait for a buffer to fill. Over HTTP they do not anyway, and with',
        '# this the application would not hear of clients that leave.',
        'flush_interval -1',
      ),
      '# Caddy sets X-Forwarded-For, -Proto and -Host anew. The rest of what clients claim about themselves, and what must',
      '# never become the proxy of outgoing requests (httpoxy):',
      ...['Forwarded', 'X-Forwarded-Port', 'X-Forwarded-Prefix', 'X-Real-IP', 'Proxy'].map(
        (field) => `header_up -${field}`,
      ),
      ...when(
        protocol === 'fastcgi',
        '# Names of variables have no hyphens: a field with `_` could pass for another.',
        'header_up -*_*',
      ),
      ...(protocol === 'http'
        ? [
            'transport http {',
            [
              'versions 1.1',
              '# Caddy asks for gzip and undoes it otherwise.',
              'compression off',
              'dial_timeout 5s',
              `response_header_timeout ${timeout}`,
              '# Connections wait less than the 5 s of the application for the next request.',
              'keepalive 4s',
            ],
            '}',
          ]
        : [
            'transport fastcgi {',
            [
              '# The raw path says more than what Caddy takes for a script.',
              'env SCRIPT_NAME ""',
              'dial_timeout 5s',
              `read_timeout ${timeout}`,
              `write_timeout ${timeout}`,
            ],
            '}',
          ]),
      ...(handOff === undefined ? [] : handOffLines(name, handOff)),
    ],
    '}',
  ]
}

function handOffLines(name: string, { location, folder }: NonNullable<Site['handOff']>): Lines {
  return [
    '# What the application names in X-Accel-Redirect, below this folder alone.',
    `@${name}_file header X-Accel-Redirect ${location}*`,
    `handle_response @${name}_file {`,
    [
      'copy_response_headers {',
      ['exclude X-Accel-Redirect Content-Length'],
      '}',
      `root * ${quote('caddy', folder)}`,
      'method GET',
      'rewrite {rp.header.X-Accel-Redirect}',
      `uri strip_prefix ${location.slice(0, -1)}`,
      '# The name is encoded, and `rewrite` encodes it again.',
      'uri replace %25 %',
      'file_server',
    ],
    '}',
  ]
}
