/*
 * Cases of RFC 9112: what a client sends, and what it must get. Octets mean the same however they arrive (§2.2), so each
 * case is sent whole, octet by octet, and in pieces cut at random.
 */
import { Buffer } from 'node:buffer'
import { readBytes } from '@tsgi/message'
import { serve } from '@tsgi/server'
import type { Server } from '@tsgi/server'
import type { Application, HttpRequest } from '@tsgi/spec'
import { validator } from '@tsgi/validator'
import { afterAll, beforeAll, expect } from 'vitest'
import { xorshift } from '../../../protocol/http1/test/random.ts'
import { openClient } from './raw-client.ts'
import type { RawClient } from './raw-client.ts'

/** What a client sends, and what it gets. */
export interface Case {
  /** What the server does, as a sentence. */
  readonly name: string
  /** What is sent, latin-1. */
  readonly octets: string
  /** Statuses of the final answers. */
  readonly answers: readonly number[]
  /** What the application saw of each request that it answered. */
  readonly seen?: ReadonlyArray<Partial<Seen>>
  /** Whether the connection ends after the answers. Default: when the last one is a refusal. */
  readonly closes?: boolean
  /** Whether the client ends its side after the octets. */
  readonly ends?: boolean
}

/** A request as the application saw it. */
export interface Seen extends Pick<
  HttpRequest,
  'method' | 'authority' | 'path' | 'query' | 'httpVersion' | 'headers'
> {
  readonly content: string
}

/** A GET with these field lines after Host. */
export function get(...lines: string[]): string {
  return ['GET / HTTP/1.1', 'Host: a', ...lines, '', ''].join('\r\n')
}

/** A POST with these field lines after Host, and what follows the head. */
export function post(lines: readonly string[], content = ''): string {
  return ['POST / HTTP/1.1', 'Host: a', ...lines, '', content].join('\r\n')
}

/** A POST with that in place of chunks. */
export function chunked(content: string): string {
  return post(['Transfer-Encoding: chunked'], content)
}

/** Serves while the tests of a file run. @returns what sends a case and looks at the answers */
export function serveCases(): (given: Case) => Promise<void> {
  const violations: unknown[] = []
  const validated = validator({ onViolation: (error) => violations.push(error), onWarning: () => {} })
  let server: Server
  beforeAll(async () => {
    server = await serve(validated(show), { port: 0 })
  })
  afterAll(async () => {
    await server.close({ graceMs: 0 })
    expect(violations).toEqual([])
  })
  return async (given) => {
    await Promise.all(Object.keys(ARRIVALS).map((arrival) => expectAnswers(server, given, arrival)))
  }
}

/** Answers with what it was asked, when it has read all of it. */
const show: Application = async (request) => {
  const { method, authority, path, query, httpVersion, headers } = request
  const content = Buffer.from(await readBytes(request)).toString('latin1')
  const seen: Seen = { method, authority, path, query, httpVersion, headers, content }
  return {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify(seen), 'latin1'),
  }
}

/** The ways in which octets arrive. */
const ARRIVALS: Readonly<Record<string, (octets: string) => Iterable<string>>> = {
  whole: (octets) => [octets],
  'octet by octet': (octets) => (octets.length > MANY ? inPieces(octets) : octets),
  'in pieces': inPieces,
}

/** Octets that nobody sends one by one. */
const MANY = 2000

/** Cut at random, and each time alike. */
function inPieces(octets: string): string[] {
  const random = xorshift(octets.length)
  const pieces: string[] = []
  for (let at = 0; at < octets.length; at += pieces.at(-1)!.length) {
    pieces.push(octets.slice(at, at + 1 + random(octets.length > MANY ? MANY : 24)))
  }
  return pieces
}

const SMUGGLED = 'GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n'
const PROBE = 'GET /probe HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'

async function expectAnswers(server: Server, given: Case, arrival: string): Promise<void> {
  const { octets, answers, seen, ends = false } = given
  const closes = given.closes ?? (ends || (answers.at(-1) ?? 400) >= 400)
  const client = await openClient(server, ends)
  // Where the connection ends, nothing that follows is looked at.
  await client.sendApart(ARRIVALS[arrival]!(closes && !ends ? octets + SMUGGLED : octets))
  if (ends) client.end()
  for (const [index, status] of answers.entries()) {
    const answer = await finalAnswer(client)
    expect(answer.status, `sent ${arrival}`).toBe(status)
    const isLast = closes && !ends && index === answers.length - 1
    expect(answer.headers['connection'] === 'close', `close, sent ${arrival}`).toBe(isLast)
    if (seen?.[index] !== undefined)
      expect(JSON.parse(answer.body), `sent ${arrival}`).toMatchObject(seen[index])
  }
  if (!closes) await expectUsable(client, arrival)
  expect(await client.rest(), `sent ${arrival}`).toBe('')
}

async function finalAnswer(client: RawClient): ReturnType<RawClient['answer']> {
  for (;;) {
    const answer = await client.answer()
    if (answer.status >= 200) return answer
  }
}

/** One more request gets one more answer, and nothing else came before it. */
async function expectUsable(client: RawClient, arrival: string): Promise<void> {
  await client.send(PROBE)
  const { status, body } = await client.answer()
  expect(status, `sent ${arrival}, then one more`).toBe(200)
  expect(JSON.parse(body), `sent ${arrival}, then one more`).toMatchObject({ path: '/probe', content: '' })
}
