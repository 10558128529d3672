import {
  type Kind,
  bytes,
  choice,
  list,
  permissions,
  record,
  seconds,
  text,
  toggle,
  whole,
  workerCount,
} from './kinds.ts'
import type { Settings } from './settings.ts'

/** Commands that read settings. */
export type SettingsCommand = 'serve' | 'dev' | 'request' | 'control'

/** One option: flags, variables, configuration file, schema, documentation and completion are made of it. */
export interface OptionEntry {
  /** What it is, in one line without a full stop. */
  readonly help: string
  readonly kind: Kind
  /** Heading that it stands under. */
  readonly section: string
  /** Commands that have it. */
  readonly commands: readonly SettingsCommand[]
  /** What holds when nothing is said. */
  readonly default?: unknown
  /** Words for a default that depends on something. */
  readonly defaultText?: string
  /** What holds in `tsgi dev` and `tsgi request` when nothing is said. */
  readonly development?: unknown
  /** Variable that is looked at after `TSGI_…`. */
  readonly alias?: string
  /** Whether there is no flag. */
  readonly isFileOnly?: boolean
}

const running: readonly SettingsCommand[] = ['serve', 'dev']
const loading: readonly SettingsCommand[] = ['serve', 'dev', 'request']
const serving: readonly SettingsCommand[] = ['serve']
const all: readonly SettingsCommand[] = ['serve', 'dev', 'request', 'control']

const MOST_SECONDS = 86_400
/** The longest that timers can wait is a little more. */
const MOST_DAYS_IN_SECONDS = 24 * 86_400
const count = whole('<number>', Number.MAX_SAFE_INTEGER, 'a whole number')

/** Each option once. */
export const optionTable: { readonly [Name in keyof Settings]: OptionEntry } = {
  app: {
    help: 'module to serve: path[:export]',
    kind: text('<app>', true),
    section: 'Application',
    commands: loading,
    defaultText: 'app, server, src/app, src/server or index',
  },
  factory: {
    help: 'the export is a function that makes the application',
    kind: toggle,
    section: 'Application',
    commands: loading,
    default: false,
  },
  eval: {
    help: 'serve the value of this expression, not a file',
    kind: text('<code>'),
    section: 'Application',
    commands: loading,
  },
  interface: {
    help: 'what the export is',
    kind: choice('<name>', ['auto', 'tsgi', 'node', 'express', 'koa', 'fastify', 'fetch']),
    section: 'Application',
    commands: loading,
    default: 'auto',
  },
  import: {
    help: 'module to import first; may come several times',
    kind: list('<module>', true),
    section: 'Application',
    commands: loading,
    default: [],
  },
  envFile: {
    help: 'file of variables to read first; may come several times',
    kind: list('<path>', true),
    section: 'Application',
    commands: loading,
    default: [],
  },
  validate: {
    help: 'check application and server against the interface',
    kind: toggle,
    section: 'Application',
    commands: loading,
    default: false,
    development: true,
  },
  protocol: {
    help: 'what is spoken',
    kind: choice('<name>', ['http', 'fastcgi', 'scgi', 'uwsgi']),
    section: 'Address',
    commands: serving,
    default: 'http',
  },
  host: {
    help: 'name or address to listen on',
    kind: text('<host>'),
    section: 'Address',
    commands: running,
    default: '127.0.0.1',
    alias: 'HOST',
  },
  port: {
    help: 'port to listen on; 0: any free one',
    kind: whole('<port>', 65_535, 'a port from 0 to 65535'),
    section: 'Address',
    commands: running,
    defaultText: '8000; FastCGI 9000, SCGI 4000, uwsgi 3031',
    alias: 'PORT',
  },
  unix: {
    help: 'unix socket to listen on, in place of host and port',
    kind: text('<path>', true),
    section: 'Address',
    commands: running,
  },
  socketMode: {
    help: 'permission bits of unix sockets',
    kind: permissions,
    section: 'Address',
    commands: running,
    default: '660',
  },
  listen: {
    help: 'address to listen on, in place of these; may come several times: 127.0.0.1:8000, :8000, unix:/run/a.sock, fd:3',
    kind: list('<address>'),
    section: 'Address',
    commands: running,
    default: [],
  },
  trustNetwork: {
    help: 'speak FastCGI, SCGI, uwsgi where other machines reach it',
    kind: toggle,
    section: 'Address',
    commands: serving,
    default: false,
  },
  tlsCert: {
    help: 'PEM file of the certificate and its chain',
    kind: text('<path>', true),
    section: 'Address',
    commands: running,
  },
  tlsKey: {
    help: 'PEM file of the key of the certificate',
    kind: text('<path>', true),
    section: 'Address',
    commands: running,
  },
  http2: {
    help: 'speak HTTP/2 as well',
    kind: toggle,
    section: 'Address',
    commands: running,
    defaultText: 'with TLS',
  },
  server: {
    help: 'further options of serve(): limits, times, proxyProtocol',
    kind: record,
    section: 'Address',
    commands: running,
    default: {},
    isFileOnly: true,
  },
  workers: {
    help: 'worker processes; 0: none; auto: one for each processor',
    kind: workerCount,
    section: 'Workers',
    commands: serving,
    default: 0,
  },
  workerTimeout: {
    help: 'replace a worker that gives no sign of life for so long; 0: never',
    kind: seconds(MOST_SECONDS),
    section: 'Workers',
    commands: serving,
    default: 30,
  },
  startTimeout: {
    help: 'how long a worker may take to load, start and listen; 0: as long as it takes',
    kind: seconds(MOST_SECONDS),
    section: 'Workers',
    commands: serving,
    default: 60,
  },
  maxRequests: {
    help: 'replace a worker after so many requests; 0: never',
    kind: count,
    section: 'Workers',
    commands: serving,
    default: 0,
  },
  maxRequestsJitter: {
    help: 'up to so many requests more, by chance',
    kind: count,
    section: 'Workers',
    commands: serving,
    default: 0,
  },
  maxRss: {
    help: 'replace a worker that takes more memory; 0: never',
    kind: bytes,
    section: 'Workers',
    commands: serving,
    default: 0,
  },
  maxLifetime: {
    help: 'replace a worker after so long, or up to a tenth sooner; 0: never',
    kind: seconds(MOST_DAYS_IN_SECONDS),
    section: 'Workers',
    commands: serving,
    default: 0,
  },
  grace: {
    help: 'how long open exchanges may go on after SIGTERM or SIGINT',
    kind: seconds(MOST_SECONDS),
    section: 'Process',
    commands: running,
    default: 30,
    development: 2,
  },
  drainDelay: {
    help: 'how long the health path says 503 before closing',
    kind: seconds(MOST_SECONDS),
    section: 'Process',
    commands: serving,
    default: 0,
  },
  user: {
    help: 'user to become once the sockets are open',
    kind: text('<user>'),
    section: 'Process',
    commands: serving,
  },
  group: {
    help: 'group to become a member of',
    kind: text('<group>'),
    section: 'Process',
    commands: serving,
    defaultText: 'that of the user',
  },
  umask: {
    help: 'permission bits that new files do not get',
    kind: permissions,
    section: 'Process',
    commands: serving,
  },
  pidfile: {
    help: 'file that holds the process id',
    kind: text('<path>', true),
    section: 'Process',
    commands: serving,
  },
  control: {
    help: 'control socket, for tsgi status, workers, reload, stop, reopen',
    kind: text('<path>', true),
    section: 'Operating',
    commands: ['serve', 'control'],
  },
  metrics: {
    help: 'address of metrics for Prometheus',
    kind: text('<address>'),
    section: 'Operating',
    commands: serving,
  },
  healthPath: {
    help: 'path that answers 200, and 503 before closing',
    kind: text('<path>'),
    section: 'Operating',
    commands: running,
  },
  accessLog: {
    help: 'file of the access log; -: stdout; off: none',
    kind: text('<path>', true),
    section: 'Operating',
    commands: running,
    default: 'off',
    development: '-',
  },
  accessLogFormat: {
    help: 'form of its lines: combined, common, dev, json or directives',
    kind: text('<format>'),
    section: 'Operating',
    commands: running,
    defaultText: 'combined; dev on terminals',
  },
  logFormat: {
    help: 'form of the lines of the command itself, on stderr',
    kind: choice('<form>', ['text', 'json']),
    section: 'Operating',
    commands: running,
    default: 'text',
  },
  quiet: { help: 'print errors only', kind: toggle, section: 'Operating', commands: all, default: false },
  verbose: {
    help: 'print the stacks of errors',
    kind: toggle,
    section: 'Operating',
    commands: all,
    default: false,
  },
  watch: {
    help: 'what to watch; may come several times',
    kind: list('<path>', true),
    section: 'Development',
    commands: ['dev'],
    default: ['.'],
  },
  ignore: {
    help: 'name or path not to watch; may come several times',
    kind: list('<path>', true),
    section: 'Development',
    commands: ['dev'],
    default: [],
  },
}

/** Names in the order of the table. */
export const optionNames: ReadonlyArray<keyof Settings> = Object.keys(optionTable) as Array<keyof Settings>

/** Names of the options of a command. */
export function optionsOf(command: SettingsCommand): Array<keyof Settings> {
  return optionNames.filter((name) => optionTable[name].commands.includes(command))
}

/** `--max-rss <bytes>` */
export function flagsOf(name: keyof Settings): string {
  const { placeholder } = optionTable[name].kind
  return `--${kebab(name)}${placeholder === undefined ? '' : ` ${placeholder}`}`
}

/** Variables that set an option, the one that wins first. */
export function variablesOf(name: keyof Settings): string[] {
  const { alias, isFileOnly = false } = optionTable[name]
  if (isFileOnly) return []
  return [`TSGI_${kebab(name).replaceAll('-', '_').toUpperCase()}`, ...(alias === undefined ? [] : [alias])]
}

/** Whether it stands without a flag on the command line: `tsgi serve app.ts`. */
export function isArgument(name: keyof Settings, command: SettingsCommand): boolean {
  return name === 'app' && command !== 'request'
}

/** `max-rss` */
export function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}
