/** What an operator may set, by flags, variables and configuration files. Times are seconds, sizes are bytes. */
export interface Settings {
  /** Module to serve: `path[:export]`. `undefined`: the first of the default files. */
  readonly app: string | undefined
  /** Whether what is exported makes the application. */
  readonly factory: boolean
  /** Expression whose value is served, in place of a file. */
  readonly eval: string | undefined
  /** What the export is; `auto`: find out. */
  readonly interface: 'auto' | 'tsgi' | 'node' | 'express' | 'koa' | 'fastify' | 'fetch'
  /** Modules to import before the application. */
  readonly import: readonly string[]
  /** Files of variables, read before anything else is. */
  readonly envFile: readonly string[]
  /** Whether both sides are held against the interface. */
  readonly validate: boolean
  /** What is spoken to clients or to the web server in front. */
  readonly protocol: 'http' | 'fastcgi' | 'scgi' | 'uwsgi'
  /** Name or address to listen on. */
  readonly host: string
  /** Port to listen on, 0 for any free one; `undefined`: that of the protocol. */
  readonly port: number | undefined
  /** Path of a unix socket to listen on instead. */
  readonly unix: string | undefined
  /** Permission bits of unix sockets, octal. */
  readonly socketMode: string
  /** All addresses to listen on, in place of host, port and unix. */
  readonly listen: readonly string[]
  /** Whether FastCGI, SCGI and uwsgi may be spoken at addresses that other machines reach. */
  readonly trustNetwork: boolean
  /** PEM file of the certificate and its chain. */
  readonly tlsCert: string | undefined
  /** PEM file of its key. */
  readonly tlsKey: string | undefined
  /** Whether HTTP/2 is spoken as well; `undefined`: with TLS. */
  readonly http2: boolean | undefined
  /** Further options of `serve()`, such as limits. */
  readonly server: Readonly<Record<string, unknown>>
  /** Worker processes; 0: none, this process serves; `auto`: one for each processor. */
  readonly workers: number | 'auto'
  /** Time without a sign of life after which a worker is replaced. */
  readonly workerTimeout: number
  /** Time that a worker may take to load, start and listen. */
  readonly startTimeout: number
  /** Requests after which a worker is replaced. */
  readonly maxRequests: number
  /** Up to so many more, by chance. */
  readonly maxRequestsJitter: number
  /** Memory beyond which a worker is replaced. */
  readonly maxRss: number
  /** Time after which a worker is replaced. */
  readonly maxLifetime: number
  /** Time that open exchanges may take when the command is asked to stop. */
  readonly grace: number
  /** Time between telling load balancers and closing. */
  readonly drainDelay: number
  /** User to become. */
  readonly user: string | undefined
  /** Group to become a member of. */
  readonly group: string | undefined
  /** Permission bits that new files do not get, octal. */
  readonly umask: string | undefined
  /** File that holds the process id. */
  readonly pidfile: string | undefined
  /** Path of the control socket. */
  readonly control: string | undefined
  /** Address where Prometheus finds numbers. */
  readonly metrics: string | undefined
  /** Path that tells whether requests are taken. */
  readonly healthPath: string | undefined
  /** File of the access log; `-`: stdout; `off`: none. */
  readonly accessLog: string
  /** Form of its lines. */
  readonly accessLogFormat: string | undefined
  /** Form of the lines of the command itself. */
  readonly logFormat: 'text' | 'json'
  /** Whether to print errors only. */
  readonly quiet: boolean
  /** Whether to print stacks. */
  readonly verbose: boolean
  /** What `tsgi dev` watches. */
  readonly watch: readonly string[]
  /** Names and paths that it does not. */
  readonly ignore: readonly string[]
}

/** What a configuration file may hold. Times may be texts with a unit (`'15m'`), sizes too (`'512M'`). */
export type Config = {
  readonly [Name in keyof Settings]?: number extends Settings[Name] ? Settings[Name] | string : Settings[Name]
}

/**
 * Names the type of a configuration, for editors: `export default defineConfig({ workers: 'auto' })`.
 * @returns what it is given
 */
export function defineConfig(config: Config): Config {
  return config
}
