import { Buffer } from 'node:buffer'
import { readFileSync } from 'node:fs'

/** A request, or what somebody sent in place of one. */
export interface CorpusRequest {
  readonly id: string
  readonly bytes: Buffer
}

interface Case {
  readonly id: string
  readonly raw?: string
  readonly steps?: ReadonlyArray<{ readonly send?: string }>
}

const FILE = new URL('./corpus/requests.json', import.meta.url)

/** Requests that test suites of HTTP servers are made of; the file tells their origin and its own notation. */
export const CORPUS: readonly CorpusRequest[] = (
  JSON.parse(readFileSync(FILE, 'utf8')) as { cases: Case[] }
).cases.map(({ id, raw, steps }) => ({
  id,
  bytes: Buffer.from(repeat(raw ?? steps!.map(({ send }) => send ?? '').join('')), 'latin1'),
}))

/** `<<ab*3>>` is `ababab`; it nests, so the innermost goes first. */
function repeat(text: string): string {
  const result = text.replace(/<<([^<>]*?)\*(\d+)>>/g, (_, part: string, times: string) =>
    part.repeat(Number(times)),
  )
  return result === text ? text : repeat(result)
}
