import { isIPv6 } from 'node:net'
import {
  readFolder,
  readHost,
  readList,
  readLocation,
  readNumber,
  readObject,
  readSiteName,
  readSocket,
  readText,
} from './read.ts'

/** What is spoken between a front server and an application. */
export type Protocol = 'http' | 'fastcgi' | 'scgi' | 'uwsgi'

/** What a configuration is about. */
export interface ServerConfigOptions {
  /** Names files, units and the like: small letters, digits and hyphens, a letter first. Default `'app'`. */
  readonly name?: string
  /** What the application speaks: that of `tsgi serve --protocol`. Default `'http'`. */
  readonly protocol?: Protocol
  /** Where the application listens: a name or an address. Default `'127.0.0.1'`. */
  readonly host?: string
  /** Its port. Default 8000; FastCGI 9000, SCGI 4000, uwsgi 3031. */
  readonly port?: number
  /** The absolute path of its unix socket, in place of host and port. Letters, digits and `._/@+-`, as a socket needs no others. */
  readonly unix?: string
  /** Where clients connect. Default port 80 on all addresses. */
  readonly listen?: ListenAddress
  /** Names of the site, such as `'shop.example'` or `'*.shop.example'`; none: any that no other site has. */
  readonly serverNames?: readonly string[]
  /** Folders whose files the front server sends itself. Default none. */
  readonly static?: readonly StaticFolder[]
  /** Lets the application name files for the front server to send: `handOff` of `@tsgi/static`. Default: it cannot. */
  readonly handOff?: HandOffOptions
  /** Octets that a request may bring; 0: no limit. HAProxy and Apache look at announced lengths alone. Default 16777216 (16 MiB). */
  readonly maxContentBytes?: number
  /** Milliseconds without a sign of life from the application after which the front server gives up, WebSockets included. Default 60 000. */
  readonly answerTimeoutMs?: number
  /** HAProxy alone: forwards connections, with PROXY headers of version 2, instead of requests. Default `false`. */
  readonly proxyProtocol?: boolean
  /** How the application is started, for systemd. */
  readonly service?: ServiceOptions
}

/** Where clients connect. */
export interface ListenAddress {
  /** An address of this machine. Default: all of them. */
  readonly host?: string
  /** A port. */
  readonly port: number
}

/** A folder whose files are sent without asking the application. */
export interface StaticFolder {
  /**
   * Where it appears, a slash at both ends. Below `'/'` the application has what is not there; below any other path it has nothing.
   * Default `'/'`.
   */
  readonly path?: string
  /** Its absolute path. */
  readonly folder: string
}

/** Files that the application names and the front server sends. */
export interface HandOffOptions {
  /** The only folder that such files may be in: an absolute path. */
  readonly folder: string
  /** Where nginx and Caddy know it, a slash at both ends: `location` of `handOff`. Clients get nothing there. Default `'/protected/'`. */
  readonly location?: string
}

/** How an application is started. */
export interface ServiceOptions {
  /** Program, by its absolute path, and arguments: `['/srv/shop/node_modules/.bin/tsgi', 'serve', 'app.ts']`. */
  readonly command: readonly string[]
  /** Where, an absolute path. */
  readonly workingDirectory: string
  /** As whom. Default: the name. */
  readonly user?: string
  /** Whose members may connect to the unix socket: the group of the front server. Default `'www-data'`. */
  readonly group?: string
  /** Milliseconds to end in, more than `--grace`. Default 40 000. */
  readonly stopTimeoutMs?: number
}

/** Where an application listens. */
export type Upstream = { readonly host: string; readonly port: number } | { readonly unix: string }

/** Options, checked, with all defaults filled in. */
export interface Site {
  readonly name: string
  readonly protocol: Protocol
  readonly upstream: Upstream
  readonly listen: { readonly host: string | undefined; readonly port: number }
  readonly serverNames: readonly string[]
  readonly static: ReadonlyArray<Required<StaticFolder>>
  readonly handOff: Required<HandOffOptions> | undefined
  readonly maxContentBytes: number
  readonly answerTimeoutMs: number
  readonly proxyProtocol: boolean
  readonly service: Required<ServiceOptions> | undefined
}

const PORTS: Readonly<Record<Protocol, number>> = { http: 8000, fastcgi: 9000, scgi: 4000, uwsgi: 3031 }
const NAME = /^[a-z][a-z0-9-]{0,30}$/
const ACCOUNT = /^[a-z_][a-z0-9_-]{0,30}$/

/**
 * Checks options once.
 * @throws TypeError that names the option and what was expected
 */
export function readOptions(options: ServerConfigOptions): Site {
  readObject('options', options, [
    ...['name', 'protocol', 'host', 'port', 'unix', 'listen', 'serverNames', 'static', 'handOff'],
    ...['maxContentBytes', 'answerTimeoutMs', 'proxyProtocol', 'service'],
  ])
  const { protocol = 'http', proxyProtocol = false } = options
  if (!Object.hasOwn(PORTS, protocol)) {
    throw new TypeError(`protocol is http, fastcgi, scgi or uwsgi, got ${JSON.stringify(protocol)}`)
  }
  if (typeof proxyProtocol !== 'boolean') {
    throw new TypeError(`proxyProtocol is true or false, got ${JSON.stringify(proxyProtocol)}`)
  }
  const name = readText(
    'name',
    options.name ?? 'app',
    NAME,
    'small letters, digits and hyphens, a letter first',
  )
  const folders = readList('static', options.static ?? []).map(readStatic)
  const handOff = options.handOff && readHandOff(options.handOff)
  refuseSamePaths([...folders.map(({ path }) => path), ...(handOff ? [handOff.location] : [])])
  return {
    name,
    protocol,
    upstream: readUpstream(options, PORTS[protocol]),
    listen: readListen(options.listen ?? { port: 80 }),
    serverNames: readList('serverNames', options.serverNames ?? []).map((host) =>
      readSiteName('serverNames', host),
    ),
    static: folders,
    handOff,
    maxContentBytes: readNumber('maxContentBytes', options.maxContentBytes ?? 16_777_216, 0),
    answerTimeoutMs: readNumber('answerTimeoutMs', options.answerTimeoutMs ?? 60_000, 1000),
    proxyProtocol,
    service: options.service && readService(options.service, name),
  }
}

function readUpstream({ host, port, unix }: ServerConfigOptions, defaultPort: number): Upstream {
  if (unix === undefined) {
    return {
      host: readHost('host', host ?? '127.0.0.1'),
      port: readNumber('port', port ?? defaultPort, 1, 65_535),
    }
  }
  if (host !== undefined || port !== undefined)
    throw new TypeError('unix stands in place of host and port: name one of them')
  return { unix: readSocket('unix', unix) }
}

function readListen(listen: ListenAddress): Site['listen'] {
  readObject('listen', listen, ['host', 'port'])
  return {
    host: listen.host === undefined ? undefined : readHost('listen.host', listen.host),
    port: readNumber('listen.port', listen.port, 1, 65_535),
  }
}

function readStatic(entry: StaticFolder): Required<StaticFolder> {
  readObject('static', entry, ['path', 'folder'])
  return {
    path: readLocation('static.path', entry.path ?? '/'),
    folder: readFolder('static.folder', entry.folder),
  }
}

function refuseSamePaths(paths: readonly string[]): void {
  const again = paths.find((path, index) => paths.indexOf(path) !== index)
  if (again !== undefined) throw new TypeError(`static: one folder for each path, got ${again} twice`)
}

function readHandOff(handOff: HandOffOptions): Required<HandOffOptions> {
  readObject('handOff', handOff, ['folder', 'location'])
  const location = readLocation('handOff.location', handOff.location ?? '/protected/')
  if (location === '/')
    throw new TypeError("handOff.location is a path below '/', since nothing else is served there")
  return { location, folder: readFolder('handOff.folder', handOff.folder) }
}

function readService(service: ServiceOptions, name: string): Required<ServiceOptions> {
  readObject('service', service, ['command', 'workingDirectory', 'user', 'group', 'stopTimeoutMs'])
  const command = readList('service.command', service.command).map((word) =>
    // oxlint-disable-next-line no-control-regex -- they are what is refused
    readText('service.command', word, /^[^\0-\x1f\x7f]*$/, 'words without control characters'),
  )
  const [program = '', ...words] = command
  return {
    command: [readFolder('service.command', program), ...words],
    workingDirectory: readWorkingDirectory(service.workingDirectory),
    user: readText('service.user', service.user ?? name, ACCOUNT, 'the name of a user'),
    group: readText('service.group', service.group ?? 'www-data', ACCOUNT, 'the name of a group'),
    stopTimeoutMs: readNumber('service.stopTimeoutMs', service.stopTimeoutMs ?? 40_000, 1000),
  }
}

/** Units have no quotes for it: a backslash at its end would join the next line, blanks there would be lost. */
function readWorkingDirectory(value: string): string {
  const folder = readFolder('service.workingDirectory', value)
  return readText('service.workingDirectory', folder, /[^\\ ]$/, 'no backslash and no blank at its end')
}

/** Host and port as in URLs. */
export function authority(host: string, port: number): string {
  return `${isIPv6(host) ? `[${host}]` : host}:${port}`
}

/** Where an application listens, for comments. */
export function placeOf(upstream: Upstream): string {
  return 'unix' in upstream ? upstream.unix : authority(upstream.host, upstream.port)
}

/** Whole seconds, rounded up. */
export function seconds(milliseconds: number): number {
  return Math.ceil(milliseconds / 1000)
}
