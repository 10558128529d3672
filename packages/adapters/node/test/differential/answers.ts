/** What a server sent for one request; octets are characters of latin-1. */
export interface RawAnswer {
  readonly statusLine: string
  /** Field lines in order. */
  readonly fields: ReadonlyArray<readonly [name: string, value: string]>
  /** Content without its framing. */
  readonly content: string
  /** Lines of the trailer section. */
  readonly trailers: readonly string[]
  /** How the content is delimited. */
  readonly framing: 'none' | 'length' | 'chunked' | 'close'
  /** Whether the content broke off. */
  readonly isCut: boolean
}

/**
 * Takes apart what came over a connection up to its end.
 * @param methods of the requests that were sent
 */
export function parseAnswers(received: string, methods: readonly string[]): RawAnswer[] {
  const answers: RawAnswer[] = []
  const waiting = [...methods]
  let rest = received
  while (rest !== '') {
    const end = rest.indexOf('\r\n\r\n')
    if (end < 0) throw new Error(`Not a head: ${JSON.stringify(rest)}`)
    const [statusLine = '', ...lines] = rest.slice(0, end).split('\r\n')
    const isInformational = / 1\d\d /.test(statusLine)
    const method = isInformational ? 'HEAD' : waiting.shift()
    const { size, ...content } = parseContent(rest.slice(end + 4), statusLine, lines, method)
    answers.push({ statusLine, fields: lines.map(fieldOf), ...content })
    rest = rest.slice(end + 4 + size)
  }
  return answers
}

function fieldOf(line: string): [string, string] {
  const colon = line.indexOf(': ')
  return [line.slice(0, colon), line.slice(colon + 2)]
}

type Content = Pick<RawAnswer, 'content' | 'trailers' | 'framing' | 'isCut'> & { size: number }

function parseContent(
  text: string,
  statusLine: string,
  lines: readonly string[],
  method: string | undefined,
): Content {
  const head = `\n${lines.join('\n').toLowerCase()}\n`
  const whole = { trailers: [], isCut: false }
  if (method === 'HEAD' || / (1\d\d|204|304) /.test(statusLine))
    return { ...whole, content: '', framing: 'none', size: 0 }
  if (head.includes('\ntransfer-encoding: chunked\n')) return parseChunks(text)
  const length = /\ncontent-length: (\d+)\n/.exec(head)?.[1]
  if (length === undefined) return { ...whole, content: text, framing: 'close', size: text.length }
  const content = text.slice(0, Number(length))
  return {
    ...whole,
    content,
    framing: 'length',
    isCut: content.length < Number(length),
    size: content.length,
  }
}

function parseChunks(text: string): Content {
  let content = ''
  let at = 0
  for (;;) {
    const lineEnd = text.indexOf('\r\n', at)
    const size = Number.parseInt(text.slice(at, lineEnd), 16)
    const start = lineEnd + 2
    if (lineEnd < 0 || !(size >= 0) || text.length < start + size + 2)
      return { content, trailers: [], framing: 'chunked', isCut: true, size: text.length }
    if (size > 0) content += text.slice(start, start + size)
    at = size > 0 ? start + size + 2 : start
    if (size === 0) break
  }
  const end = text.startsWith('\r\n', at) ? at : text.indexOf('\r\n\r\n', at) + 2
  const trailers = text.slice(at, end).split('\r\n').slice(0, -1)
  return { content, trailers, framing: 'chunked', isCut: false, size: end + 2 }
}
