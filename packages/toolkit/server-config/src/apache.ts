import { headline } from './headline.ts'
import { textOf, when } from './lines.ts'
import type { Lines } from './lines.ts'
import { authority, seconds } from './options.ts'
import type { Protocol, Site, Upstream } from './options.ts'
import { quote } from './quote.ts'
import type { ConfigurationFile } from './server-config.ts'

/** Schemes of ProxyPass, and so ends of the names of modules. */
const SCHEMES: Readonly<Record<Protocol, string>> = {
  http: 'http',
  fastcgi: 'fcgi',
  scgi: 'scgi',
  uwsgi: 'uwsgi',
}

/** Writes a site of Apache httpd. Needs httpd 2.4.47 or later. */
export function apache(site: Site): ConfigurationFile {
  refuseUsualPort(site)
  const path = `/etc/apache2/sites-available/${site.name}.conf`
  const enable = `a2enmod ${modulesOf(site).join(' ')} && a2ensite ${site.name}`
  // What comes first by its name has what no site has by name.
  const alone = site.serverNames.length === 0 ? 'a2dissite 000-default && ' : ''
  const usage = [
    ...when(site.handOff !== undefined, 'Needs mod_xsendfile: apt install libapache2-mod-xsendfile'),
    `Take it into use with: ${enable} && ${alone}apachectl configtest && apachectl graceful`,
  ] as string[]
  return { path, text: textOf([...headline(path, 'Apache', site, ...usage), '', ...virtualHost(site)]) }
}

/** Where the URL has the port that uwsgi usually has, mod_proxy_uwsgi connects to port 0 (unbit/uwsgi#2468). */
function refuseUsualPort({ protocol, upstream }: Site): void {
  if (protocol !== 'uwsgi' || 'unix' in upstream || upstream.port !== 3031) return
  throw new TypeError(
    'port: Apache cannot connect to uwsgi at 3031; take another one, for the application as well, or unix',
  )
}

/** Modules besides those without which httpd does not start. */
function modulesOf({ protocol, static: folders, handOff, maxContentBytes }: Site): string[] {
  return [
    ...['proxy', `proxy_${SCHEMES[protocol]}`, 'headers'],
    ...(protocol === 'http' ? [] : ['env']),
    ...(folders.length > 0 || maxContentBytes > 0 ? ['alias'] : []),
    ...(folders.length > 0 ? ['dir', 'mime', 'setenvif'] : []),
    ...(handOff === undefined ? [] : ['xsendfile']),
  ]
}

function virtualHost(site: Site): Lines {
  const { listen, serverNames, maxContentBytes, answerTimeoutMs } = site
  const address = listen.host === undefined ? `*:${listen.port}` : authority(listen.host, listen.port)
  // ServerName takes no wildcard.
  const serverName = serverNames.find((name) => !name.startsWith('*'))
  const aliases = serverNames.filter((name) => name !== serverName)
  return [
    ...when(listen.port !== 80, `Listen ${listen.host === undefined ? listen.port : address}`),
    `<VirtualHost ${address}>`,
    [
      '# For HTTPS: the same in <VirtualHost *:443> with SSLEngine, SSLCertificateFile and SSLCertificateKeyFile.',
      ...(serverName === undefined ? [] : [`ServerName ${serverName}`]),
      ...when(aliases.length > 0, `ServerAlias ${aliases.join(' ')}`),
      '',
      '# What a request may bring; 0: no limit.',
      `LimitRequestBody ${maxContentBytes}`,
      ...when(
        maxContentBytes > 0,
        '# Of what is passed on httpd does not count the octets, so look at what is announced.',
        `<If "req_novary('Content-Length') -gt ${maxContentBytes}">`,
        ['Redirect 413 /'],
        '</If>',
      ),
      '# Targets reach the application as they came: `//` and `%2F` are its business.',
      'AllowEncodedSlashes NoDecode',
      'MergeSlashes Off',
      ...when(site.handOff === undefined, '# Ranges are those of the application.', 'MaxRanges none'),
      '# Never a proxy for others.',
      'ProxyRequests Off',
      `ProxyTimeout ${seconds(answerTimeoutMs)}`,
      '',
      ...fields(site),
      ...site.static.flatMap(folder),
      ...(site.handOff === undefined ? [] : handOffLines(site.handOff)),
      ...passing(site),
    ],
    '</VirtualHost>',
  ]
}

/** What clients must not be believed. */
const CLAIMED = [
  ...['X-Forwarded-For', 'X-Forwarded-Proto', 'X-Forwarded-Host', 'X-Forwarded-Server', 'X-Forwarded-Port'],
  ...['X-Forwarded-Prefix', 'X-Real-IP', 'Forwarded'],
]

function fields({ protocol }: Site): Lines {
  return [
    '# Must never become the proxy of outgoing requests (httpoxy).',
    'RequestHeader unset Proxy early',
    '# What clients claim about themselves.',
    ...CLAIMED.map((field) => `RequestHeader unset ${field} early`),
    ...when(
      protocol === 'http',
      '# Who asks, and how. mod_proxy adds X-Forwarded-For and X-Forwarded-Host. Read them with @tsgi/forwarded.',
      'RequestHeader set X-Forwarded-Proto expr=%{REQUEST_SCHEME}',
    ),
    '',
  ]
}

function folder(entry: Site['static'][number]): Lines {
  return [
    ...(entry.path === '/' ? rootFolder(entry.folder) : mountedFolder(entry)),
    `<Directory ${quote('apache', entry.folder)}>`,
    [
      'Require all granted',
      'AllowOverride None',
      'Options SymLinksIfOwnerMatch',
      'DirectoryIndex index.html',
      'DirectorySlash Off',
      'MaxRanges default',
      'Header set X-Content-Type-Options nosniff',
    ],
    '</Directory>',
    '',
  ]
}

function rootFolder(root: string): Lines {
  const file = `-f '${root}' . unescape(%{REQUEST_URI})`
  const index = `(%{REQUEST_URI} =~ m#/$# && ${file} . 'index.html')`
  const hasDot = String.raw`unescape(%{REQUEST_URI}) =~ m#/\.(?!well-known/)#`
  return [
    `DocumentRoot ${quote('apache', root)}`,
    '# Files that are there are sent, all else is for the application; so are names that begin with a dot, but .well-known.',
    `SetEnvIfExpr "(${file} || ${index}) && !(${hasDot})" no-proxy`,
  ]
}

/** A slash at both ends of both, so that nothing beside the folder can be reached. */
function mountedFolder({ path, folder: root }: Site['static'][number]): Lines {
  const names = path.replaceAll('.', String.raw`\.`)
  return [
    `Alias ${path} ${quote('apache', `${root}/`)}`,
    `ProxyPass ${path} !`,
    String.raw`<LocationMatch "^${names}(?:.*/)?\.(?!well-known/)">`,
    ['Require all denied'],
    '</LocationMatch>',
  ]
}

function handOffLines({ folder: root }: NonNullable<Site['handOff']>): Lines {
  return [
    '# What the application names in X-Sendfile, below this folder alone.',
    'XSendFile On',
    `XSendFilePath ${quote('apache', root)}`,
    '',
  ]
}

/** Without `retry` an application that was gone for a moment is given up for a minute. */
const COMMON = 'flushpackets=on retry=0'

function passing({ name, protocol, upstream }: Site): Lines {
  const place = backend(SCHEMES[protocol], upstream, name)
  if (protocol === 'http') {
    return [
      'ProxyPreserveHost On',
      '# nocanon: the raw target; flushpackets: streams do not wait for a buffer to fill; retry: asks again at once when',
      '# the application was not there; ttl: connections wait less than its 5 s for the next request.',
      `ProxyPass / ${place} nocanon ${COMMON} ttl=4 upgrade=websocket`,
    ]
  }
  return [
    '# Otherwise httpd takes the length from answers of gateways (since 2.4.59), and Authorization from requests.',
    'SetEnv ap_trust_cgilike_cl yes',
    '<Location />',
    ['CGIPassAuth On'],
    '</Location>',
    ...when(protocol === 'fastcgi', 'ProxyFCGIBackendType GENERIC'),
    ...when(
      protocol === 'scgi',
      '# An answer 200 with Location is an answer, and no request for another one.',
      'ProxySCGIInternalRedirect Off',
    ),
    '# flushpackets: streams do not wait for a buffer to fill; retry: asks again at once when the application was not there.',
    `ProxyPass / ${place} ${protocol === 'uwsgi' ? '' : 'nocanon '}${COMMON}`,
  ]
}

/** Behind a socket any host will do, but not the same one for two applications: httpd may take them for one. */
function backend(scheme: string, upstream: Upstream, name: string): string {
  if ('unix' in upstream) return `unix:${upstream.unix}|${scheme}://${name}/`
  return `${scheme}://${authority(upstream.host, upstream.port)}/`
}
