/*
 * Plays cases of outside judges of HTTP/1.1 against a server, and compares verdicts. What a judge is content with is in its
 * table, where and why we do otherwise in a table of differences: an entry that is no longer needed fails.
 */
import { readBytes } from '@tsgi/message'
import { serve } from '@tsgi/server'
import type { ServeOptions, Server } from '@tsgi/server'
import type { Application } from '@tsgi/spec'
import { validator } from '@tsgi/validator'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openClient } from './raw-client.ts'
import type { RawClient } from './raw-client.ts'

/** What a connection gets: statuses of all answers, such as `400`, `200 200`; `close`: none; `wait`: none yet. */
export type Outcome = string

/** Octets, latin-1; or octets and the contents that the application reads from them. */
export type Octets = string | readonly [octets: string, ...contents: string[]]

/** Cases that a judge is content with alike. */
export interface Verdicts {
  readonly passes: readonly Outcome[]
  /** By the id that the judge gives them. */
  readonly cases: Readonly<Record<string, Octets>>
}

/** Cases in which we do what the judge does not pass. */
export interface Difference {
  readonly ids: readonly string[]
  readonly does: Outcome
  readonly because: string
}

/** Runs all cases of a judge. */
export function judgeAll(
  tables: readonly Verdicts[],
  differences: readonly Difference[],
  options: ServeOptions = {},
): void {
  const serving = serveEcho(options)
  const rows = tables.flatMap(({ passes, cases }) =>
    Object.entries(cases).map(([id, octets]) => ({ id, octets, passes })),
  )
  const differing = new Map(differences.flatMap((entry) => entry.ids.map((id) => [id, entry])))

  describe('passes', () => {
    it.each(rows.filter(({ id }) => !differing.has(id)))('$id', async ({ octets, passes }) => {
      expect(passes).toContain(await outcomeOf(serving(), octets, passes))
    })
  })

  describe.skipIf(differing.size === 0)('does otherwise', () => {
    const others = rows.flatMap((row) => {
      const difference = differing.get(row.id)
      return difference === undefined ? [] : [{ ...row, ...difference }]
    })
    it.each(others)('$id: $does. $because', async ({ octets, passes, does }) => {
      expect(passes).not.toContain(does)
      expect(await outcomeOf(serving(), octets, [does])).toBe(does)
    })
  })

  it('has no difference without a case', () => {
    const ids = new Set(rows.map(({ id }) => id))
    expect([...differing.keys()].filter((id) => !ids.has(id))).toEqual([])
  })
}

/** How many cases there are. */
export function countCases(tables: readonly Verdicts[]): number {
  return tables.reduce((sum, { cases }) => sum + Object.keys(cases).length, 0)
}

/** Serves while the tests of a file run. */
function serveEcho(options: ServeOptions): () => Server {
  const violations: unknown[] = []
  const validated = validator({ onViolation: (error) => violations.push(error), onWarning: () => {} })
  let server: Server
  beforeAll(async () => {
    server = await serve(validated(echo), { port: 0, ...options })
  })
  afterAll(async () => {
    await server.close({ graceMs: 0 })
    expect(violations).toEqual([])
  })
  return () => server
}

/** Answers with the content, or `ok` where there is none. */
const echo: Application = async (request) => {
  const content = await readBytes(request)
  const body = content.length === 0 ? 'ok' : content
  return { status: 200, headers: { 'content-type': 'text/plain' }, body }
}

async function outcomeOf(server: Server, given: Octets, expected: readonly Outcome[]): Promise<Outcome> {
  const [octets, ...contents] = typeof given === 'string' ? [given] : given
  const client = await openClient(server)
  await client.sendApart([octets])
  if (expected.includes('wait') && client.received === '' && !client.isOver) return 'wait'
  client.end()
  const answers = await readAnswers(client, octets.startsWith('HEAD') ? 'HEAD' : 'GET')
  const read = answers.filter(({ status }) => status === 200).map(({ body }) => body)
  // Refused requests have no content that was read.
  expect(read.slice(0, contents.length)).toEqual(contents.slice(0, read.length))
  return answers.map(({ status }) => status).join(' ') || 'close'
}

async function readAnswers(client: RawClient, method: string): ReturnType<RawClient['answers']> {
  const answers = []
  while ((await client.receive(1)) !== '') answers.push(await client.answer(method))
  return answers
}
