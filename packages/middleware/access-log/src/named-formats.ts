import { escapeBare } from './escape.ts'
import { compileFormat } from './format.ts'
import type { Format } from './format.ts'
import { jsonFormat } from './json.ts'
import { CLIENT_CLOSED_REQUEST } from './record.ts'
import type { AccessRecord } from './record.ts'
import { fact } from './tokens.ts'
import type { TokenContext } from './tokens.ts'

/** Formats that have a name: see the README. */
export type NamedFormat = 'common' | 'combined' | 'short' | 'tiny' | 'dev' | 'json'

const COMMON = '%h %l %u %t "%r" %>s %b'

const TEXTS: ReadonlyMap<string, string> = new Map([
  ['common', COMMON],
  ['combined', `${COMMON} "%{Referer}i" "%{User-agent}i"`],
  [
    'short',
    ':remote-addr :remote-user :method :url HTTP/:http-version :status :bytes-out - :response-time ms',
  ],
  ['tiny', ':method :url :status :bytes-out - :response-time ms'],
])

/** Makes the format of that name; what is no name is a format itself. */
export function namedFormat(name: string, context: TokenContext, hasColors: boolean): Format {
  if (name === 'json') return jsonFormat(context)
  if (name === 'dev') return devFormat(context, hasColors)
  return compileFormat(TEXTS.get(name) ?? name, context)
}

const RED = 31
const GREEN = 32
const YELLOW = 33
const CYAN = 36
const COLORS = [RED, RED, GREEN, CYAN, YELLOW, RED]

/** For eyes: short, the status in colour, and a word about what broke off. */
function devFormat(context: TokenContext, hasColors: boolean): Format {
  const { write, needs } = compileFormat(':response-time ms - :bytes-out', context)
  const url = fact('url', undefined, context)
  const status = hasColors ? coloredStatus : (record: AccessRecord): string => String(statusOf(record))
  return {
    needs,
    write(record) {
      const target = escapeBare(String(url.read(record)))
      const end = record.outcome.aborted ? ' aborted' : ''
      return `${escapeBare(record.request.method)} ${target} ${status(record)} ${write(record)}${end}`
    },
  }
}

function coloredStatus(record: AccessRecord): string {
  const status = statusOf(record)
  return `\u001B[${COLORS[Math.trunc(status / 100)] ?? RED}m${status}\u001B[0m`
}

function statusOf({ outcome }: AccessRecord): number {
  return outcome.status ?? CLIENT_CLOSED_REQUEST
}
