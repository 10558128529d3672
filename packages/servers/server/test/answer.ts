/** An answer as a client sees it; octets are characters of latin-1. */
export interface Answer {
  readonly status: number
  readonly httpVersion: string
  /** Field values by lower-case name, those of repeated lines joined with `', '`. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** Lines of the trailer section. */
  readonly trailers: readonly string[]
}

/** An answer, and how many octets it takes. */
interface Parsed {
  readonly answer: Answer
  readonly size: number
}

/**
 * Takes the first answer from what a server has sent: just enough of HTTP to tell where it ends.
 * @param isOver whether the server has ended its side
 * @returns `undefined` when it is not complete
 * @throws when it is none
 */
export function parseAnswer(text: string, method: string, isOver: boolean): Parsed | undefined {
  const end = text.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const [line, ...lines] = text.slice(0, end).split('\r\n')
  const match = /^HTTP\/(\d\.\d) (\d{3}) /.exec(line!)
  if (match === null) throw new Error(`Not a status line: ${JSON.stringify(line)}`)
  const head = { httpVersion: match[1]!, status: Number(match[2]), headers: parseFields(lines) }
  const content = parseContent(text.slice(end + 4), head.headers, hasContent(head.status, method), isOver)
  if (content === undefined) return undefined
  const { size, ...rest } = content
  return { answer: { ...head, ...rest }, size: end + 4 + size }
}

function parseFields(lines: readonly string[]): Record<string, string> {
  const fields: Record<string, string> = {}
  for (const line of lines) {
    const colon = line.indexOf(': ')
    const name = line.slice(0, colon).toLowerCase()
    const value = line.slice(colon + 2)
    fields[name] = name in fields ? `${fields[name]}, ${value}` : value
  }
  return fields
}

function hasContent(status: number, method: string): boolean {
  return method !== 'HEAD' && status >= 200 && status !== 204 && status !== 304
}

interface Content {
  readonly body: string
  readonly trailers: readonly string[]
  readonly size: number
}

function parseContent(
  text: string,
  headers: Readonly<Record<string, string>>,
  isThere: boolean,
  isOver: boolean,
): Content | undefined {
  if (!isThere) return { body: '', trailers: [], size: 0 }
  if (headers['transfer-encoding'] === 'chunked') return parseChunks(text)
  const length = headers['content-length']
  if (length === undefined) return isOver ? { body: text, trailers: [], size: text.length } : undefined
  const size = Number(length)
  return text.length < size ? undefined : { body: text.slice(0, size), trailers: [], size }
}

function parseChunks(text: string): Content | undefined {
  let body = ''
  let at = 0
  for (;;) {
    const lineEnd = text.indexOf('\r\n', at)
    if (lineEnd < 0) return undefined
    const size = Number.parseInt(text.slice(at, lineEnd), 16)
    if (!(size >= 0)) throw new Error(`Not a chunk size: ${JSON.stringify(text.slice(at, lineEnd))}`)
    at = lineEnd + 2
    if (size === 0) break
    if (text.length < at + size + 2) return undefined
    body += text.slice(at, at + size)
    at += size + 2
  }
  // An empty line ends the trailer section, and with it the content.
  const end = text.startsWith('\r\n', at) ? at : text.indexOf('\r\n\r\n', at) + 2
  if (end < 2) return undefined
  return { body, trailers: text.slice(at, end).split('\r\n').slice(0, -1), size: end + 2 }
}
