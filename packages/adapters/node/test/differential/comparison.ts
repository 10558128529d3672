import type { RawAnswer } from './answers.ts'

/** How like the answers of two ways in have to be. */
export interface Comparison {
  /** Whether field names have to be in the same case. SPEC HEAD-5 has them in lower case. */
  readonly namesInCase: boolean
  /** Whether the reason phrase has to be the same. SPEC RESP-3 has none. */
  readonly reasonPhrase: boolean
  /** Whether fields of connection and framing, and `date`, have to stand at the same place among the others. */
  readonly framingInPlace: boolean
  /** Whether content has to be delimited in the same way: by its length, in chunks, by the end of the connection. */
  readonly framing: boolean
  /** Whether the same has to be said of the connection; that it ends when the framework's does shows by itself. */
  readonly connection: boolean
}

/** Octet by octet. */
export const AS_ITSELF: Comparison = {
  namesInCase: true,
  reasonPhrase: true,
  framingInPlace: true,
  framing: true,
  connection: true,
}

/** As much as a TSGI response tells: status, names in any case, values, order, content and how it is delimited. */
export const BY_MEANING: Comparison = {
  namesInCase: false,
  reasonPhrase: false,
  framingInPlace: false,
  framing: false,
  connection: false,
}

/** Whether an answer is of interest: 100 may be left out when the content is there already (RFC 9110 §10.1.1). */
export function isComparable({ statusLine }: RawAnswer, comparison: Comparison): boolean {
  return comparison.framing || !statusLine.includes(' 100 ')
}

const FRAMING = new Set([
  'connection',
  'content-length',
  'date',
  'keep-alive',
  'trailer',
  'transfer-encoding',
])

/** What of an answer has to be the same; the value of `date` never. */
export function comparable(answer: RawAnswer, comparison: Comparison): unknown {
  const { statusLine, content, trailers, framing, isCut } = answer
  const fields = comparableFields(answer, comparison)
  return {
    status: comparison.reasonPhrase ? statusLine : statusLine.slice(0, 12),
    fields: comparison.framingInPlace ? fields : framingLast(fields),
    content,
    trailers: comparison.namesInCase ? trailers : trailers.map((line) => line.toLowerCase()),
    framing: comparison.framing ? framing : framing !== 'none',
    isCut,
  }
}

function comparableFields(answer: RawAnswer, comparison: Comparison): string[] {
  return answer.fields
    .map(([name, value]) => [comparison.namesInCase ? name : name.toLowerCase(), value] as const)
    .map(([name, value]) => `${name}: ${name.toLowerCase() === 'date' ? '(any)' : value}`)
    .filter((line) => comparison.connection || !/^(connection|keep-alive): /i.test(line))
    .filter((line) => comparison.framing || !isOfFraming(line, answer))
}

/** Where there is no content, its length is not about framing. */
function isOfFraming(line: string, { framing }: RawAnswer): boolean {
  return framing === 'none'
    ? /^trailer: /i.test(line)
    : /^(content-length|trailer|transfer-encoding): /i.test(line)
}

function framingLast(fields: readonly string[]): string[] {
  const isFraming = (line: string): boolean => FRAMING.has(line.slice(0, line.indexOf(':')).toLowerCase())
  return [...fields.filter((line) => !isFraming(line)), ...fields.filter(isFraming).toSorted()]
}
