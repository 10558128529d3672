import { startBehind } from '../behind.ts'
import type { Link, Upstream } from '../behind.ts'
import type { ChildOptions } from '../child.ts'
import type { WayIn } from '../way-in.ts'

/** `@tsgi/server` behind Apache httpd, which passes requests on over TCP. */
export const apacheTcp: WayIn = apacheTo('tcp')

/** `@tsgi/server` behind Apache httpd, which passes requests on over a unix socket. */
export const apacheUnix: WayIn = apacheTo('unix')

/** Where Debian keeps the modules. */
const MODULES = '/usr/lib/apache2/modules'

function apacheTo(link: Link): WayIn {
  return {
    name: `@tsgi/server behind Apache httpd (${link})`,
    lacks: {
      'client-abort': 'Apache notices that a client has left when it writes to it',
      'full-duplex': 'Apache sends all of a request before it looks at the answer',
      'http/1.0': 'Apache asks in HTTP/1.1, whatever the client speaks',
      trailers: 'Apache drops them',
    },
    exceptions: {
      'content-empty-chunked': 'Apache drops the framing of content that turns out to be empty',
      'fields-repeated-cookie': 'Apache joins the lines of Cookie with a comma',
      'length-in-doubt-beside-chunked': 'Apache drops a length beside chunks (RFC 9112 §6.3)',
      'path-like-authority': 'Apache takes the slashes in front of a path for one',
      'path-raw-double-slash-in-front': 'Apache takes the slashes in front of a path for one',
      'path-raw-escaped-nul': 'Apache refuses %00',
      'path-raw-too-many-dots': 'Apache refuses paths above the root',
      'target-asterisk': 'Apache answers OPTIONS * itself',
      'upload-refused-early': 'Apache sends all of a request before it looks at the answer',
    },
    programs: ['apache2'],
    start: (application) => startBehind({ child: apache, link }, application),
  }
}

function apache(port: number, upstream: Upstream): ChildOptions {
  return {
    program: 'apache2',
    arguments: (folder) => ['-d', folder, '-f', 'program.conf', '-DFOREGROUND'],
    configuration: (folder) => configuration(folder, port, upstream),
    port,
  }
}

function configuration(folder: string, port: number, upstream: Upstream): string {
  const server =
    'port' in upstream ? `http://127.0.0.1:${upstream.port}/` : `unix:${upstream.unix}|http://127.0.0.1/`
  const modules = ['mpm_event', 'authz_core', 'proxy', 'proxy_http']
  return `
${modules.map((name) => `LoadModule ${name}_module ${MODULES}/mod_${name}.so`).join('\n')}
ServerName 127.0.0.1
Listen 127.0.0.1:${port}
PidFile ${folder}/apache.pid
DefaultRuntimeDir ${folder}
ErrorLog ${folder}/error.log
LogLevel error
Mutex posixsem
AllowEncodedSlashes NoDecode
MergeSlashes Off
LimitRequestFields 200
MaxRanges none
ProxyRequests Off
ProxyPreserveHost On
ProxyTimeout 30
ProxyPass / ${server} nocanon flushpackets=on upgrade=websocket
`
}
