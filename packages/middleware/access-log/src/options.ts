import type { HttpRequest, Outcome } from '@tsgi/spec'
import type { NamedFormat } from './named-formats.ts'
import type { AccessRecord } from './record.ts'
import type { RedactOptions } from './redaction.ts'
import type { SinkError } from './sink/sink-error.ts'
import type { Token } from './tokens.ts'
import type { Zone } from './time-text.ts'

/** What of pino is used: any logger with methods of this form will do. */
export interface PinoLike {
  /** Logs answers below 400. */
  info(record: object, message: string): void
  /** Logs answers from 400 to 499, and clients that left. */
  warn(record: object, message: string): void
  /** Logs answers from 500. */
  error(record: object, message: string): void
}

/**
 * Where lines go: the path of a file to append to, a stream, a function that gets each line without its end, or a
 * logger in the manner of pino, which gets an object instead of a line.
 */
export type LogSink = string | URL | NodeJS.WritableStream | ((line: string) => void) | PinoLike

/** What is logged, in which form, and where to. */
export interface AccessLogOptions {
  /**
   * Form of the lines: a name, a text with Apache's `%` directives and `:tokens`, or a function that writes the line. Not used
   * with a logger. Default `'combined'`, and `'dev'` where the sink is a terminal.
   */
  format?: NamedFormat | (string & {}) | ((record: AccessRecord) => string)
  /** Where lines go. Default `process.stdout`. */
  sink?: LogSink
  /** Tokens of your own by name, for formats (`:name`) and as members of JSON; they go before those of the same name. */
  tokens?: Readonly<Record<string, Token>>
  /** Says of a request, when it is over, that it is not to be logged. What it throws is reported by the server. Default: none. */
  skip?: (request: HttpRequest, outcome: Outcome) => boolean
  /** Share of the requests that are logged, 0 to 1; those that failed (400 and above, or cut) always are. Default 1. */
  sample?: number
  /** What else is not to be told, besides the usual credentials: see {@link RedactOptions}. */
  redact?: RedactOptions
  /** Zone of dates in Apache's form. Default `'utc'`. */
  zone?: Zone
  /** Whether `dev` is coloured. Default: when the sink is a terminal and neither `NO_COLOR` nor `TERM=dumb` forbids it. */
  colors?: boolean
  /** Milliseconds that a line may wait to be written with others; 0: each at once. Default 1000, and 0 for terminals. */
  flushIntervalMs?: number
  /** Octets of lines that may wait for a file or stream that is stuck; further lines are dropped and counted. Default 4194304. */
  maxQueueBytes?: number
  /** Told of trouble with a file or stream, once until it is over. Default: a warning of the process. */
  onError?: (error: SinkError) => void
}

const NAMES: ReadonlySet<string> = new Set<keyof AccessLogOptions>([
  ...(['format', 'sink', 'tokens', 'skip', 'sample', 'redact', 'zone', 'colors'] as const),
  ...(['flushIntervalMs', 'maxQueueBytes', 'onError'] as const),
])

/** Options, checked, with all defaults filled in. */
export type ResolvedOptions = Required<AccessLogOptions>

/**
 * Checks options once.
 * @throws TypeError that names the option and what was expected
 */
export function resolveOptions(options: AccessLogOptions): ResolvedOptions {
  const unknown = Object.keys(options).find((name) => !NAMES.has(name))
  if (unknown !== undefined) throw new TypeError(`Unknown option '${unknown}' of accessLog()`)
  const { sink = process.stdout, zone = 'utc' } = options
  // oxlint-disable-next-line typescript/no-unnecessary-condition -- not everybody has types
  if (zone !== 'utc' && zone !== 'local')
    throw new TypeError(`zone is 'utc' or 'local', got '${String(zone)}'`)
  const isTerminal = isTerminalStream(sink)
  const { NO_COLOR = '', TERM } = process.env
  return {
    sink,
    zone,
    format: options.format ?? (isTerminal ? 'dev' : 'combined'),
    tokens: checkTokens(options.tokens ?? {}),
    skip: options.skip ?? (() => false),
    sample: numberWithin('sample', options.sample ?? 1, 0, 1),
    redact: options.redact ?? {},
    colors: options.colors ?? (isTerminal && NO_COLOR === '' && TERM !== 'dumb'),
    flushIntervalMs: numberWithin(
      'flushIntervalMs',
      options.flushIntervalMs ?? (isTerminal ? 0 : 1000),
      0,
      2 ** 31 - 1,
    ),
    maxQueueBytes: numberWithin(
      'maxQueueBytes',
      options.maxQueueBytes ?? 4_194_304,
      1,
      Number.MAX_SAFE_INTEGER,
    ),
    onError: options.onError ?? ((error) => process.emitWarning(error)),
  }
}

function isTerminalStream(sink: LogSink | null): boolean {
  return typeof sink === 'object' && sink !== null && 'isTTY' in sink && sink.isTTY === true
}

function numberWithin(name: string, value: number, min: number, max: number): number {
  if (typeof value === 'number' && value >= min && value <= max) return value
  throw new TypeError(`${name} is a number from ${min} to ${max}, got ${String(value)}`)
}

function checkTokens(tokens: Readonly<Record<string, Token>>): Readonly<Record<string, Token>> {
  const wrong = Object.keys(tokens).find((name) => !/^[A-Za-z][\w-]*$/.test(name))
  if (wrong === undefined) return tokens
  throw new TypeError(`Names of tokens are letters, digits, - and _, with a letter in front; got '${wrong}'`)
}
