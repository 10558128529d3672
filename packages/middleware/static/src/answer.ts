import { randomBytes } from 'node:crypto'
import { evaluatePreconditions, isUnconditional } from '@tsgi/fields/preconditions'
import { formatContentRange, selectRanges } from '@tsgi/fields/range'
import { text } from '@tsgi/message'
import type { HttpRequest, HttpResponse } from '@tsgi/spec'
import type { Part } from './file-stream.ts'
import { mayBePart } from './if-range.ts'
import { wholeAnswer } from './representation.ts'
import type { Representation } from './representation.ts'

/** A range as `Range` has it: first and last byte, both inclusive. */
type Range = readonly [first: number, last: number]

/** How answers are made. */
export interface AnswerRules {
  readonly maxRanges: number
  readonly now: () => number
}

/** Answers GET and HEAD with a representation: the whole of it, a part, or why it is not sent. */
export function answer(
  request: HttpRequest,
  representation: Representation,
  rules: AnswerRules,
): HttpResponse {
  const { method, headers } = request
  if (isUnconditional(headers) && headers['range'] === undefined) return whole(method, representation)
  const status = evaluatePreconditions(method, headers, representation)
  if (status === 304) return { status, headers: withoutContentFields(representation.headers), body: null }
  if (status === 412) return text('Precondition Failed\n', { status })

  const range = method === 'GET' ? headers['range'] : undefined
  const { size } = representation.content
  if (range === undefined || !mayBePart(headers, representation, rules.now())) {
    return whole(method, representation)
  }
  const ranges = selectRanges(range, size, rules)
  if (ranges === undefined) return whole(method, representation)
  if (ranges.length === 0) return unsatisfiable(size)
  return ranges.length === 1 ? part(representation, ranges[0]!) : multipart(representation, ranges)
}

/** HEAD of what is in memory is answered as GET, of which the server sends the head; a file is better closed at once. */
function whole(method: string, { whole: made, headers, content }: Representation): HttpResponse {
  if (made !== undefined) return made
  if (method !== 'HEAD') return wholeAnswer(headers, content)
  return { status: 200, headers: { ...headers, 'content-length': String(content.size) }, body: null }
}

/** What describes content that is not sent stays out of 304 (RFC 9110 §15.4.5). */
function withoutContentFields(headers: HttpResponse['headers']): HttpResponse['headers'] {
  const { 'content-type': _type, 'content-encoding': _coding, ...others } = headers
  return others
}

function unsatisfiable(size: number): HttpResponse {
  const headers = { 'content-range': formatContentRange(undefined, size), 'accept-ranges': 'bytes' }
  return text('Range Not Satisfiable\n', { status: 416, headers })
}

function part({ headers, content }: Representation, range: Range): HttpResponse {
  const [first, last] = range
  return {
    status: 206,
    headers: {
      ...headers,
      'content-range': formatContentRange(range, content.size),
      'content-length': String(last - first + 1),
    },
    body: content.body({ start: first, end: last + 1 }),
  }
}

/** Several parts in the order in which they were asked for (RFC 9110 §14.6). */
function multipart({ headers, content }: Representation, ranges: readonly Range[]): HttpResponse {
  // Nothing that a file holds can contain it but by chance: it is made for this answer.
  const boundary = randomBytes(18).toString('hex')
  const { 'content-type': type, 'content-encoding': coding, ...others } = headers
  const describing = `content-type: ${String(type)}\r\n${coding === undefined ? '' : `content-encoding: ${String(coding)}\r\n`}`
  const parts: Part[] = []
  let length = 0
  const add = (lines: string): void => {
    const bytes = Buffer.from(lines, 'latin1')
    parts.push(bytes)
    length += bytes.length
  }
  ranges.forEach((range, index) => {
    const [first, last] = range
    const contentRange = `content-range: ${formatContentRange(range, content.size)}\r\n`
    add(`${index === 0 ? '' : '\r\n'}--${boundary}\r\n${describing}${contentRange}\r\n`)
    parts.push({ start: first, end: last + 1 })
    length += last + 1 - first
  })
  add(`\r\n--${boundary}--\r\n`)
  return {
    status: 206,
    headers: {
      ...others,
      'content-type': `multipart/byteranges; boundary=${boundary}`,
      'content-length': String(length),
    },
    body: content.parts(parts),
  }
}
