import { escapeLine } from './escape.ts'
import type { Format } from './format.ts'
import { recordObject } from './json.ts'
import { namedFormat } from './named-formats.ts'
import type { LogSink, PinoLike, ResolvedOptions } from './options.ts'
import { CLIENT_CLOSED_REQUEST } from './record.ts'
import type { AccessRecord, Need } from './record.ts'
import { redaction } from './redaction.ts'
import { FileTarget } from './sink/file-target.ts'
import { LineQueue } from './sink/line-queue.ts'
import { StreamTarget } from './sink/stream-target.ts'
import type { TokenContext } from './tokens.ts'

/** Takes records, in whatever form the sink wants them. */
export interface Output {
  readonly needs: ReadonlySet<Need>
  readonly log: (record: AccessRecord) => void
  readonly flush: () => Promise<void>
  readonly reopen: () => Promise<void>
  readonly close: () => Promise<void>
  readonly dropped: () => number
}

const ALL_NEEDS: ReadonlySet<Need> = new Set<Need>(['response', 'firstByte', 'content'])
const NOTHING_TO_DO = {
  flush: async (): Promise<void> => {},
  reopen: async (): Promise<void> => {},
  close: async (): Promise<void> => {},
  dropped: (): number => 0,
}

/**
 * Connects the format with the sink.
 * @throws TypeError when one of them is wrong; what opening a file throws
 */
export function createOutput(options: ResolvedOptions): Output {
  const context: TokenContext = {
    redaction: redaction(options.redact),
    zone: options.zone,
    custom: new Map(Object.entries(options.tokens)),
  }
  const { sink } = options
  if (isLogger(sink)) return loggerOutput(sink, context)
  const format = formatOf(options, context)
  return typeof sink === 'function' ? functionOutput(sink, format) : queueOutput(sink, format, options)
}

function formatOf({ format, colors }: ResolvedOptions, context: TokenContext): Format {
  if (typeof format === 'string') return namedFormat(format, context, colors)
  return { needs: ALL_NEEDS, write: (record) => escapeLine(format(record)) }
}

function loggerOutput(logger: PinoLike, context: TokenContext): Output {
  const toObject = recordObject(context)
  const log = (record: AccessRecord): void => {
    const object = toObject(record)
    logger[levelOf(record)](
      object,
      `${String(object['method'])} ${String(object['url'])} ${String(object['status'])}`,
    )
  }
  return { ...NOTHING_TO_DO, needs: ALL_NEEDS, log }
}

function levelOf({ outcome }: AccessRecord): 'info' | 'warn' | 'error' {
  const status = outcome.status ?? CLIENT_CLOSED_REQUEST
  if (status >= 500) return 'error'
  return status >= 400 || outcome.aborted ? 'warn' : 'info'
}

function functionOutput(sink: (line: string) => void, { needs, write }: Format): Output {
  return { ...NOTHING_TO_DO, needs, log: (record) => sink(write(record)) }
}

function queueOutput(
  sink: string | URL | NodeJS.WritableStream,
  { needs, write }: Format,
  options: ResolvedOptions,
): Output {
  const file = typeof sink === 'string' || sink instanceof URL ? new FileTarget(sink) : undefined
  const queue = new LineQueue(file ?? new StreamTarget(sink as NodeJS.WritableStream), options)
  return {
    needs,
    log: (record) => queue.add(write(record)),
    flush: () => queue.flush(),
    reopen: () => (file === undefined ? queue.flush() : queue.change(() => file.reopen())),
    close: () => queue.close(),
    dropped: () => queue.dropped,
  }
}

function isLogger(sink: LogSink): sink is PinoLike {
  if (typeof sink === 'string' || typeof sink === 'function' || sink instanceof URL) return false
  // oxlint-disable-next-line typescript/no-unnecessary-condition -- not everybody has types
  if (sink === null || typeof sink !== 'object') throw wrongSink()
  if ('info' in sink && 'warn' in sink && 'error' in sink) return true
  if ('write' in sink && 'on' in sink) return false
  throw wrongSink()
}

function wrongSink(): TypeError {
  return new TypeError('sink is a path, a stream, a function, or a logger with info(), warn() and error()')
}
