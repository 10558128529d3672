/*
 * No message is accepted that llhttp refuses, and none is framed otherwise: in front of or behind a server of Node's,
 * nothing can be smuggled past either (RFC 9112 §11.2). The reverse is no aim: we refuse a good deal more.
 */
import { METHODS } from 'node:http'
import { describe, expect, test } from 'vitest'
import { CORPUS } from './corpus.ts'
import { readAll } from './events.ts'
import { Judge } from './judge.ts'
import type { Message, Reading } from './judge.ts'
import { fuzzRuns, mutant, xorshift } from './mutation.ts'

const RUNS = fuzzRuns(3000)

describe('G17 accepts nothing that llhttp refuses, and frames nothing otherwise', () => {
  const judge = new Judge()

  test.each(CORPUS)('$id', async ({ bytes }) => {
    expect(await disagreement(judge, bytes)).toBeUndefined()
  })

  test(`${RUNS} requests with mistakes`, { timeout: 20_000 + RUNS }, async () => {
    const random = xorshift(17)
    const disagreements: unknown[] = []
    for (let run = 0; run < RUNS; run++) {
      const found = await disagreement(judge, mutant(random))
      if (found !== undefined) disagreements.push(found)
    }
    expect(disagreements).toEqual([])
  })
})

/** Where the two differ with good reason. */
const REVIEWED = [
  function methodsAreData(_text: string, next: Message | undefined): boolean {
    return next !== undefined && !METHODS.includes(next.method)
  },
  // RFC 9110 §5.5, §5.6.3: blanks around a value are spaces and tabs. llhttp takes a tab behind one for its end.
  function tabsAreBlanks(text: string): boolean {
    return /^(?:connection|content-length|transfer-encoding):[^\r\n]*\t[\t ]*\r$/im.test(text)
  },
  // RFC 9112 §7.1.1: bad white space around ; and = is to be parsed.
  function chunkExtensionsHaveBlanks(text: string): boolean {
    return /^[0-9a-f]+[^\r\n]*(?:[\t ][;=]|[;=][\t ])[^\r\n]*\r$/im.test(text)
  },
]

async function disagreement(judge: Judge, bytes: Buffer): Promise<object | undefined> {
  const ours = read(bytes)
  const theirs = await judge.read(bytes)
  const text = bytes.toString('latin1')
  const isOver = ours.error !== undefined || theirs.error !== undefined
  const same = isOver ? theirs.messages.slice(0, ours.messages.length) : theirs.messages
  if (JSON.stringify(ours.messages) === JSON.stringify(same)) return undefined
  if (REVIEWED.some((applies) => applies(text, ours.messages[theirs.messages.length]))) return undefined
  return { text, ours, theirs }
}

function read(bytes: Buffer): Reading {
  const messages: Message[] = []
  let method = ''
  let error: string | undefined
  for (const event of readAll([bytes])) {
    if ('head' in event) ({ method } = event.head)
    if ('end' in event) messages.push({ method, content: event.end })
    if ('error' in event) ({ error } = event)
  }
  return { messages, error }
}
