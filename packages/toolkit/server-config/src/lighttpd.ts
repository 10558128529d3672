import { isIPv6 } from 'node:net'
import { headline } from './headline.ts'
import { textOf, when } from './lines.ts'
import type { Lines } from './lines.ts'
import { seconds } from './options.ts'
import type { Protocol, Site } from './options.ts'
import { quote } from './quote.ts'
import type { ConfigurationFile } from './server-config.ts'

/** Module and prefix of directives. It speaks uwsgi with the module of SCGI. */
const MODULES: Readonly<Record<Protocol, string>> = {
  http: 'proxy',
  fastcgi: 'fastcgi',
  scgi: 'scgi',
  uwsgi: 'scgi',
}

/** Writes all of the configuration of lighttpd. Needs lighttpd 1.4.65 or later. */
export function lighttpd(site: Site): ConfigurationFile {
  if (site.static.some(({ path }) => path === '/')) {
    throw new TypeError(
      "lighttpd cannot look for a file first and ask the application then: give static a path, such as '/assets/'",
    )
  }
  const path = '/etc/lighttpd/lighttpd.conf'
  const usage = [
    'All of it, in place of what was there. Check it with `lighttpd -tt -f`, take it into use with',
    '`systemctl restart lighttpd`.',
  ]
  const lines = [
    ...headline(path, 'lighttpd', site, ...usage),
    '',
    ...program(site),
    ...requests(site),
    ...folders(site),
    ...passing(site),
  ]
  return { path, text: textOf(lines) }
}

function program({ protocol, static: entries, listen }: Site): Lines {
  const modules =
    entries.length > 0
      ? ['alias', 'access', 'indexfile', 'setenv', MODULES[protocol], 'staticfile']
      : ['setenv', MODULES[protocol]]
  const host = listen.host ?? '0.0.0.0'
  return [
    'server.modules = (',
    modules.map((name) => `"mod_${name}",`),
    ')',
    'server.username = "www-data"',
    'server.groupname = "www-data"',
    'server.pid-file = "/run/lighttpd.pid"',
    'server.errorlog = "/var/log/lighttpd/error.log"',
    '# Demanded, though nothing is looked for there.',
    'server.document-root = "/var/www/html"',
    `server.bind = "${isIPv6(host) ? `[${host}]` : host}"`,
    `server.port = ${listen.port}`,
    ...when(listen.host === undefined, `$SERVER["socket"] == "[::]:${listen.port}" { }`),
    '',
  ]
}

function requests({ protocol, maxContentBytes, answerTimeoutMs, serverNames }: Site): Lines {
  return [
    '# Targets reach the application as they came: `//` and `%2F` are its business.',
    'server.http-parseopts = (',
    ['"header-strict" => "enable",', '"host-strict" => "enable",', '"method-get-body" => "enable",'],
    ['# Behind this one it reads no more of them.', '"url-normalize" => "disable",'],
    ')',
    '# What a request may bring, in KiB; 0: no limit.',
    `server.max-request-size = ${Math.ceil(maxContentBytes / 1024)}`,
    'server.max-request-field-size = 65536',
    '# Both directions as they come: streams, server-sent events and long polls do not wait for a buffer to fill.',
    'server.stream-request-body = 2',
    'server.stream-response-body = 2',
    `server.max-read-idle = ${seconds(answerTimeoutMs)}`,
    `server.max-write-idle = ${seconds(answerTimeoutMs)}`,
    ...serverNames.slice(0, 1).map((name) => `server.name = "${name}"`),
    '',
    '# What must never become the proxy of outgoing requests (httpoxy), and what clients claim about themselves.',
    'setenv.set-request-header = (',
    ['Proxy', ...CLAIMED.flatMap((field) => spellingsOf(field, protocol))].map(
      (field) => `"${field}" => "",`,
    ),
    ...when(protocol === 'http', '# Trailers: lighttpd would pass them on with broken ends of lines.', [
      '"TE" => "",',
    ]),
    ')',
    '',
  ]
}

const CLAIMED = [
  ...['X-Forwarded-For', 'X-Forwarded-Proto', 'X-Forwarded-Host', 'X-Forwarded-Server', 'X-Forwarded-Port'],
  ...['X-Forwarded-Prefix', 'X-Real-IP', 'X-Host', 'Forwarded'],
]

/** Names of variables have no hyphens: `X_Real_IP` would pass for `X-Real-IP`. */
function spellingsOf(field: string, protocol: Protocol): string[] {
  if (protocol === 'http') return [field]
  const [first = '', ...rest] = field.split('-')
  return rest.reduce(
    (names, part) => names.flatMap((name) => [`${name}-${part}`, `${name}_${part}`]),
    [first],
  )
}

function folders({ static: entries }: Site): Lines {
  if (entries.length === 0) return []
  return [
    '# A slash at both ends of both, so that nothing beside a folder can be reached.',
    'alias.url = (',
    entries.map(({ path, folder }) => `"${path}" => ${quote('lighttpd', `${folder}/`)},`),
    ')',
    'include_shell "/usr/share/lighttpd/create-mime.conf.pl"',
    'index-file.names = ("index.html")',
    'static-file.etags = "enable"',
    'server.follow-symlink = "disable"',
    '',
  ]
}

function passing(site: Site): Lines {
  const { static: entries } = site
  if (entries.length === 0) return backend(site)
  const paths = entries.map(({ path }) => path.replaceAll('.', String.raw`\.`))
  return [
    `$HTTP["url"] =~ "^(?:${paths.join('|')})" {`,
    [
      '# Names that begin with a dot are not for clients, except .well-known.',
      String.raw`$HTTP["url"] =~ "/\.(?!well-known/)" {`,
      ['url.access-deny = ("")'],
      '}',
      'setenv.add-response-header = ("X-Content-Type-Options" => "nosniff")',
    ],
    '} else {',
    backend(site),
    '}',
  ]
}

function backend({ protocol, upstream, name, handOff }: Site): Lines {
  const module = MODULES[protocol]
  const place =
    'unix' in upstream
      ? [`"socket" => "${upstream.unix}",`]
      : [`"host" => "${upstream.host}",`, `"port" => ${upstream.port},`]
  return [
    ...when(
      handOff === undefined,
      '# Ranges are the business of the application.',
      'server.range-requests = "disable"',
    ),
    ...when(protocol === 'uwsgi', 'scgi.protocol = "uwsgi"'),
    ...when(protocol === 'http', '# WebSocket.', 'proxy.header = ("upgrade" => "enable")'),
    `${module}.server = (`,
    [
      '"/" => (',
      [
        `"${name}" => (`,
        [
          ...place,
          '# Whether there are files is not looked at.',
          '"check-local" => "disable",',
          ...when(
            protocol !== 'http',
            '# All of the path is the rest behind an empty mount.',
            '"fix-root-scriptname" => "enable",',
          ),
          ...(handOff === undefined
            ? []
            : [
                '# What the application names in X-Sendfile, below this folder alone.',
                '"x-sendfile" => "enable",',
                `"x-sendfile-docroot" => (${quote('lighttpd', handOff.folder)}),`,
              ]),
        ],
        '),',
      ],
      '),',
    ],
    ')',
  ]
}
