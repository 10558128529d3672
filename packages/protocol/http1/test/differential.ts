/*
 * The engine and llhttp read the same bytes. The engine may refuse more, and does; apart from that both see the same
 * messages: in front of or behind a server of Node's, nothing can be smuggled past either (RFC 9112 §11.2).
 */
import { Buffer } from 'node:buffer'
import { METHODS } from 'node:http'
import { readAll } from './events.ts'
import type { Judge } from './judge.ts'
import type { Message, Reading } from './message.ts'

/** What the two say about bytes that they read differently. */
export interface Disagreement {
  readonly fault: string
  /** Latin-1. */
  readonly bytes: string
  readonly ours: Reading
  readonly theirs: Reading
}

/** Says where the engine is less strict than llhttp, or sees other messages; `undefined`: nowhere without a reason. */
export async function disagreement(judge: Judge, bytes: Buffer): Promise<Disagreement | undefined> {
  const found = await compare(judge, bytes)
  if (found === undefined || isReviewed(found)) return undefined
  const plain = withoutReviewed(bytes)
  if (plain.equals(bytes)) return found
  const rest = await compare(judge, plain)
  return rest === undefined || isReviewed(rest) ? undefined : found
}

/** Methods are data for the engine, and a list for llhttp, which refuses what it does not know. */
function isReviewed({ ours, theirs }: Disagreement): boolean {
  const next = ours.messages[theirs.messages.length]
  return theirs.error !== undefined && next !== undefined && !METHODS.includes(next.method)
}

/**
 * The octets in which the two differ with good reason, exchanged for others that mean the same, as many as there were:
 * what is found all the same has another reason.
 */
const REVIEWED: ReadonlyArray<[pattern: RegExp, replacement: (...match: string[]) => string]> = [
  // RFC 9110 §5.5, §5.6.3: blanks around a value are spaces and tabs. llhttp takes a tab behind one for its end.
  [
    /^((?:connection|content-length|transfer-encoding):[^\r\n]*?)([\t ]+)\r$/gim,
    (_line, field, blanks) => `${field}${' '.repeat(blanks.length)}\r`,
  ],
  // RFC 9112 §7.1.1: bad white space around ; and = is to be parsed.
  [
    /^([0-9a-f]+)([\t ]*;[^\r\n]*)\r$/gim,
    (_line, size, extension) => `${size};${'x'.repeat(extension.length - 1)}\r`,
  ],
  // RFC 9112 Appendix C.2.2: Proxy-Connection was a mistake. llhttp takes it for Connection, and ends where it says close.
  [/^proxy(?=-connection:)/gim, () => 'x-own'],
]

function withoutReviewed(bytes: Buffer): Buffer {
  let text = bytes.toString('latin1')
  for (const [pattern, replacement] of REVIEWED) text = text.replace(pattern, replacement)
  return Buffer.from(text, 'latin1')
}

async function compare(judge: Judge, bytes: Buffer): Promise<Disagreement | undefined> {
  const ours = read(bytes)
  const theirs = await judge.read(bytes)
  const fault = faultOf(ours, theirs)
  return fault === undefined ? undefined : { fault, bytes: bytes.toString('latin1'), ours, theirs }
}

function faultOf(ours: Reading, theirs: Reading): string | undefined {
  for (const [index, message] of ours.messages.entries()) {
    const other = theirs.messages[index]
    if (other === undefined) return `message ${index} is accepted by the engine only`
    if (headOf(message) !== headOf(other)) return `message ${index} has another head`
    if (message.isComplete && !other.isComplete) return `message ${index} ends for the engine only`
    if (message.isComplete && message.content !== other.content) return `message ${index} has other content`
  }
  // Bytes that the engine has refused are no messages, whatever somebody else sees in them.
  if (ours.error !== undefined) return undefined
  if (theirs.messages.length > ours.messages.length) return 'llhttp sees more messages'
  const last = ours.messages.at(-1)
  const other = theirs.messages.at(-1)
  if (last?.isComplete === false && other!.isComplete) return 'the last message ends for llhttp only'
  if (theirs.error === undefined && last?.content !== other?.content)
    return 'the last message has other content'
  return undefined
}

function headOf({ method, path, query, fields }: Message): string {
  return JSON.stringify({ method, path, query, fields })
}

function read(bytes: Buffer): Reading {
  const messages: Message[] = []
  let error: string | undefined
  for (const event of readAll([bytes])) {
    if ('head' in event) {
      const { method, path, query, headers } = event.head
      messages.push({ method, path, query, fields: headers, content: '', isComplete: false })
    }
    if ('end' in event) Object.assign(messages.at(-1)!, { content: event.end, isComplete: true })
    if ('unfinished' in event && event.unfinished === 'content') messages.at(-1)!.content = event.content
    if ('error' in event) ({ error } = event)
  }
  return { messages, error }
}
