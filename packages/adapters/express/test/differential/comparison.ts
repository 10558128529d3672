import { parseAnswers } from './answers.ts'
import type { RawAnswer } from './answers.ts'

/**
 * How like Express's own the answers of a way in have to be.
 *
 * - `octets`: all that comes over the connection, the values of `date` aside;
 * - `spelling`: the reason phrase, and the names of fields in their case, but not which of two ways delimits content, how it
 *   is cut into chunks, nor where among the others the fields of the server stand;
 * - `meaning`: what a TSGI response tells, that is no reason phrase (SPEC RESP-3), and names in any case (HEAD-5).
 */
export type Comparison = 'octets' | 'spelling' | 'meaning'

/**
 * What of the answers on a connection has to be the same.
 * @param sent the requests on it
 */
export function comparable(received: string, sent: string, comparison: Comparison): unknown {
  if (comparison === 'octets') return received.replaceAll(/^Date: .*$/gm, 'Date: (any)')
  const methods = [...sent.matchAll(/^([A-Z-]+) \S+ HTTP\/1\.[01]\r$/gm)].map((match) => match[1]!)
  return parseAnswers(received, methods)
    .filter(({ statusLine }) => !statusLine.includes(' 100 ')) // comes when content is waited for
    .map((answer) => (comparison === 'spelling' ? answer : withoutSpelling(answer)))
    .map(withoutServer)
}

function withoutSpelling(answer: RawAnswer): RawAnswer {
  const lower = ([name, value]: readonly [string, string]): [string, string] => [name.toLowerCase(), value]
  const trailers = answer.trailers.map((line) => line.toLowerCase())
  return { ...answer, statusLine: answer.statusLine.slice(0, 12), fields: answer.fields.map(lower), trailers }
}

/** Fields of the server: how it frames the content and what becomes of the connection. */
const SERVERS = new Set(['connection', 'date', 'keep-alive', 'trailer', 'transfer-encoding'])

/** A length that only repeats how long the content is may be there or not; with 204 there is none (SPEC LEN-4). */
function withoutServer({ framing, statusLine, fields, ...answer }: RawAnswer): object {
  const isEmpty = statusLine.startsWith('HTTP/1.1 204')
  const lengths = fields.filter(([name]) => isLength(name)).map(([, value]) => value)
  const left = fields.filter(([name]) => !SERVERS.has(name.toLowerCase()) && !isLength(name))
  return {
    statusLine,
    fields: left.filter(([name]) => !(isEmpty && name.toLowerCase() === 'content-type')).map(lineOf),
    length: isEmpty || framing !== 'none' ? 'of the content' : lengths,
    ...answer,
  }
}

function isLength(name: string): boolean {
  return name.toLowerCase() === 'content-length'
}

function lineOf([name, value]: readonly [string, string]): string {
  return `${name}: ${value}`
}
