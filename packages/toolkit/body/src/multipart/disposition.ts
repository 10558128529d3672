import { isToken } from '@tsgi/fields/token'
import { ContentError } from '../content-error.ts'

/** What `content-disposition` says of a part. */
export interface Disposition {
  readonly name: string
  /** `undefined`: the part is no file. */
  readonly filename: string | undefined
}

/**
 * Reads the `content-disposition` of a part.
 *
 * Quoted strings are not those of HTTP: browsers write `%22` for a quote, and a backslash stands for itself. Others, such as Go
 * and old versions of curl, write `\"` for a quote: so that is one unless the string can end there. `filename*`, which RFC 7578
 * forbids and .NET sends, goes first.
 * @param value e.g. `form-data; name="photo"; filename="a.png"`, decoded from UTF-8
 * @throws ContentError `BODY_MULTIPART`
 * @see RFC 7578 §4.2; https://html.spec.whatwg.org/#multipart-form-data
 */
export function parseDisposition(value: string): Disposition {
  const semicolon = value.indexOf(';')
  const type = value.slice(0, Math.max(semicolon, 0))
  if (type.trim().toLowerCase() !== 'form-data') throw malformed('is not form-data with a name')
  const parameters = readParameters(value, semicolon)
  const name = parameters.get('name')
  if (name === undefined) throw malformed('has no name')
  const extended = parameters.get('filename*')
  const filename = extended === undefined ? parameters.get('filename') : decodeExtended(extended)
  return {
    name: decodePercent(name),
    filename:
      filename === undefined
        ? undefined
        : baseName(extended === undefined ? decodePercent(filename) : filename),
  }
}

function readParameters(value: string, start: number): Map<string, string> {
  const parameters = new Map<string, string>()
  let at = start
  while (at < value.length) {
    if (value[at] !== ';') throw malformed('has no semicolon between its parameters')
    at = afterBlanks(value, at + 1)
    if (at === value.length) break
    const equals = value.indexOf('=', at)
    const name = value.slice(at, Math.max(equals, at)).toLowerCase()
    if (!isToken(name) || parameters.has(name)) throw malformed('has a parameter without a name, or twice')
    const { text, end } = value[equals + 1] === '"' ? quoted(value, equals + 1) : plain(value, equals + 1)
    parameters.set(name, text)
    at = afterBlanks(value, end)
  }
  return parameters
}

interface Piece {
  readonly text: string
  /** Index of what follows. */
  readonly end: number
}

function quoted(value: string, start: number): Piece {
  let text = ''
  let from = start + 1
  for (;;) {
    const quote = value.indexOf('"', from)
    if (quote === -1) throw malformed('has a quoted string without an end')
    const isEscaped = quote > from && value[quote - 1] === '\\' && !isEnd(value, quote + 1)
    if (!isEscaped) return { text: text + value.slice(from, quote), end: quote + 1 }
    text += `${value.slice(from, quote - 1)}"`
    from = quote + 1
  }
}

/** Whether a parameter can end here. */
function isEnd(value: string, at: number): boolean {
  const next = afterBlanks(value, at)
  return next === value.length || value[next] === ';'
}

function plain(value: string, start: number): Piece {
  const semicolon = value.indexOf(';', start)
  const end = semicolon === -1 ? value.length : semicolon
  const text = value.slice(start, end).trim()
  if (!isToken(text)) throw malformed('has a parameter that is neither a token nor quoted')
  return { text, end }
}

function afterBlanks(value: string, start: number): number {
  let at = start
  while (value[at] === ' ' || value[at] === '\t') at++
  return at
}

/** What browsers escape. Others stand for themselves: `100%25.txt` may well be called so. */
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['%22', '"'],
  ['%0D', '\r'],
  ['%0A', '\n'],
])

function decodePercent(text: string): string {
  return text.includes('%') ? text.replaceAll(/%(?:22|0D|0A)/g, (escape) => ESCAPES.get(escape)!) : text
}

/** `utf-8'language'text` (RFC 8187 §3.2.1) */
function decodeExtended(value: string): string {
  const [charset, , text, ...rest] = value.split("'")
  if (charset?.toLowerCase() !== 'utf-8' || text === undefined || rest.length > 0) {
    throw malformed('has a malformed filename*')
  }
  try {
    return decodeURIComponent(text)
  } catch {
    throw malformed('has a malformed filename*')
  }
}

/** Old browsers sent whole paths; who attacks sends them still. Controls and turns of direction are no part of a name. */
function baseName(filename: string): string {
  const name = filename
    .slice(Math.max(filename.lastIndexOf('/'), filename.lastIndexOf('\\')) + 1)
    // oxlint-disable-next-line no-control-regex
    .replaceAll(/[\0-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
  return name === '.' || name === '..' ? '' : name
}

function malformed(what: string): ContentError {
  return new ContentError('BODY_MULTIPART', `The content-disposition of a part ${what} (RFC 7578 §4.2)`)
}
