import { serverConfig } from '@tsgi/server-config'
import type { Program, Protocol, ServerConfigOptions } from '@tsgi/server-config'
import type { Upstream } from '../behind.ts'
import type { ChildOptions } from '../child.ts'

/** What of a configuration differs between ways in. */
export interface Configured {
  /** What the application behind it speaks. Default HTTP. */
  readonly protocol?: Protocol
  /** Whether the front server looks for a file first. Nothing must change by that, and there is none. Default `false`. */
  readonly looksForFiles?: boolean
  /** Whether it forwards connections. Default `false`. */
  readonly proxyProtocol?: boolean
}

/** Front servers. */
type FrontServer = Exclude<Program, 'systemd'>

/** How a program is started with a configuration that is printed for others, and what must be different here. */
interface Setup {
  readonly program: string
  readonly arguments: (folder: string) => readonly string[]
  /** Makes what is printed run as whoever runs the tests, with files in this folder alone. */
  readonly adapt: (printed: string, folder: string) => string
}

/** Starts a program in front with what `@tsgi/server-config` prints for it. */
export function configured(
  name: FrontServer,
  configuredBy: Configured = {},
): (port: number, upstream: Upstream) => ChildOptions {
  const { program, arguments: words, adapt } = SETUPS[name]
  return (port, upstream) => ({
    program,
    arguments: words,
    configuration: (folder) => adapt(print(name, optionsFor(configuredBy, folder, port, upstream)), folder),
    port,
  })
}

function optionsFor(
  { protocol = 'http', looksForFiles = false, proxyProtocol = false }: Configured,
  folder: string,
  port: number,
  upstream: Upstream,
): ServerConfigOptions {
  return {
    protocol,
    ...('unix' in upstream ? { unix: upstream.unix } : { host: '127.0.0.1', port: upstream.port }),
    listen: { host: '127.0.0.1', port },
    static: looksForFiles ? [{ folder }] : [],
    proxyProtocol,
    // The suite has uploads of any length.
    maxContentBytes: 0,
  }
}

function print(name: FrontServer, options: ServerConfigOptions): string {
  return serverConfig(name, options)
    .map(({ text }) => text)
    .join('\n')
}

const SETUPS: Readonly<Record<FrontServer, Setup>> = {
  nginx: {
    program: 'nginx',
    arguments: (folder) => ['-p', folder, '-c', 'program.conf', '-e', 'stderr'],
    adapt: (printed, folder) => nginxAround(folder, printed),
  },
  apache: {
    program: 'apache2',
    arguments: (folder) => ['-d', folder, '-f', 'program.conf', '-DFOREGROUND'],
    adapt: (printed, folder) => apacheAround(folder, modulesIn(printed), printed),
  },
  lighttpd: {
    program: 'lighttpd',
    arguments: (folder) => ['-D', '-f', `${folder}/program.conf`],
    adapt: (printed, folder) =>
      `${without(printed, /^server\.(username|groupname|pid-file|errorlog|document-root) /)}
server.document-root = "${folder}"
`,
  },
  caddy: {
    program: 'caddy',
    arguments: (folder) => ['run', '--adapter', 'caddyfile', '--config', `${folder}/program.conf`],
    // Otherwise it waits for whoever is still connected.
    adapt: (printed) => `{\n  admin off\n  grace_period 1s\n  log {\n    level ERROR\n  }\n}\n${printed}`,
  },
  haproxy: {
    program: 'haproxy',
    arguments: (folder) => ['-db', '-f', `${folder}/program.conf`],
    adapt: (printed) => without(printed, /^ {2}(log|user|group|option (http|tcp)log) ?/),
  },
}

function without(text: string, lines: RegExp): string {
  return text
    .split('\n')
    .filter((line) => !lines.test(line))
    .join('\n')
}

/** What is around the sites of nginx. */
export function nginxAround(folder: string, site: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'scgi', 'uwsgi']
  return `
daemon off;
master_process off;
pid ${folder}/nginx.pid;
error_log stderr error;
events {}
http {
  access_log off;
  ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join('\n  ')}
${site}
}
`
}

/** Where Debian keeps the modules of Apache. */
const MODULES = '/usr/lib/apache2/modules'

/** What is around the sites of Apache. */
export function apacheAround(folder: string, modules: readonly string[], site: string): string {
  return `
${['mpm_event', 'authz_core', ...modules].map((name) => `LoadModule ${name}_module ${MODULES}/mod_${name}.so`).join('\n')}
ServerName 127.0.0.1
PidFile ${folder}/apache.pid
DefaultRuntimeDir ${folder}
ErrorLog ${folder}/error.log
LogLevel error
Mutex posixsem
KeepAliveTimeout 250ms
${modules.includes('mime') ? 'TypesConfig /etc/mime.types' : ''}
LimitRequestFields 200
${site}
`
}

/** The modules that the comment in front of a site asks for. */
function modulesIn(printed: string): string[] {
  return /a2enmod ([a-z_ ]+) &&/.exec(printed)![1]!.split(' ')
}
