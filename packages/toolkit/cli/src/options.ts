import { InvalidArgumentError, Option } from 'commander'

/** Options of `tsgi serve`, read and checked. */
export interface ServeOptions {
  /** Name or address to listen on. */
  readonly host: string
  /** Port to listen on, 0 for any free one. */
  readonly port: number
  /** Path of a unix socket to listen on instead. */
  readonly unix?: string
  /** Expression whose value is served, in place of a file. */
  readonly eval?: string
  /** Whether what is exported makes the application. */
  readonly factory?: boolean
  /** Whether both sides are held against the interface. */
  readonly validate?: boolean
  /** Seconds that exchanges may go on when the command is asked to stop. */
  readonly grace: number
  /** Whether to print errors only. */
  readonly quiet?: boolean
  /** Whether to print stacks. */
  readonly verbose?: boolean
}

interface OptionEntry {
  readonly flags: string
  readonly help: string
  readonly group: string
  readonly env?: string
  readonly default?: string | number
  readonly parse?: (value: string) => string | number
  readonly conflicts?: string
}

/** Each option once: parsing, environment and `--help` come from here, and the README is held against it. */
export const serveOptionTable: readonly OptionEntry[] = [
  { flags: '--factory', help: 'the export is a function that makes the application', group: 'Application:' },
  { flags: '--eval <code>', help: 'serve the value of this expression, not a file', group: 'Application:' },
  { flags: '--validate', help: 'check application and server against the interface', group: 'Application:' },
  {
    flags: '--host <host>',
    help: 'name or address to listen on',
    group: 'Address:',
    env: 'HOST',
    default: '127.0.0.1',
    parse: parseNonEmpty,
  },
  {
    flags: '--port <port>',
    help: 'port to listen on; 0: any free one',
    group: 'Address:',
    env: 'PORT',
    default: 8000,
    parse: parsePort,
  },
  {
    flags: '--unix <path>',
    help: 'unix socket to listen on, in place of host and port',
    group: 'Address:',
    parse: parseNonEmpty,
  },
  {
    flags: '--grace <seconds>',
    help: 'how long open exchanges may go on after SIGTERM or SIGINT',
    group: 'Process:',
    default: 30,
    parse: parseSeconds,
  },
  { flags: '--quiet', help: 'print errors only', group: 'Process:', conflicts: 'verbose' },
  { flags: '--verbose', help: 'print the stacks of errors', group: 'Process:' },
]

/** Makes a commander option of an entry. A flag wins over the environment, that over the default. */
export function toOption(entry: OptionEntry): Option {
  const option = new Option(entry.flags, entry.help).helpGroup(entry.group)
  if (entry.env !== undefined) option.env(entry.env)
  if (entry.default !== undefined) option.default(entry.default)
  if (entry.parse !== undefined) option.argParser(entry.parse)
  if (entry.conflicts !== undefined) option.conflicts(entry.conflicts)
  return option
}

/** An empty host would mean all interfaces. */
function parseNonEmpty(value: string): string {
  if (value === '') throw new InvalidArgumentError('It must not be empty.')
  return value
}

function parsePort(value: string): number {
  if (!/^\d{1,5}$/.test(value) || Number(value) > 65_535) {
    throw new InvalidArgumentError('Expected a port from 0 to 65535.')
  }
  return Number(value)
}

/** Timers cannot wait longer than 24 days: what is more becomes nothing. */
function parseSeconds(value: string): number {
  if (!/^\d{1,5}(?:\.\d{1,3})?$/.test(value) || Number(value) > 86_400) {
    throw new InvalidArgumentError('Expected seconds from 0 to 86400.')
  }
  return Number(value)
}
