import { json, text, withHeaders } from '@tsgi/message'
import type { ResponseHeaders } from '@tsgi/spec'
import { listen, start } from '@tsgi/test-servers'
import express from 'express'
import { describe, expect, it } from 'vitest'
import { conditional } from '../src/index.ts'
import { ask } from './ask.ts'

const DATE = 'Tue, 02 Jan 2024 03:04:05 GMT'
const EARLIER = 'Mon, 01 Jan 2024 03:04:05 GMT'

/** Answers, as fields that the application sets; each is asked for below with every condition. */
const ANSWERS: Readonly<Record<string, ResponseHeaders>> = {
  '/strong': { etag: '"7"' },
  '/weak': { etag: 'W/"7"' },
  '/dated': { etag: '"7"', 'last-modified': DATE },
}

const TAGS = ['"7"', 'W/"7"', '"8"', '*', '"8", "7"', '"8",W/"7"', '"8" , "9"', '7', '"7', '"', ',', '"7",,']
const DATES = [
  DATE,
  EARLIER,
  'Wed, 03 Jan 2024 03:04:05 GMT',
  'yesterday',
  '',
  '1704164645',
  'Tuesday, 02-Jan-24 03:04:05 GMT',
]

const CONDITIONS: ReadonlyArray<Record<string, string>> = [
  {},
  ...TAGS.map((tags) => ({ 'if-none-match': tags })),
  ...DATES.map((date) => ({ 'if-modified-since': date })),
  ...TAGS.map((tags) => ({ 'if-none-match': tags, 'if-modified-since': DATE })),
  ...TAGS.map((tags) => ({ 'if-none-match': tags, 'if-modified-since': EARLIER })),
]

async function servers(): Promise<[express: string, ours: string]> {
  const app = express()
  for (const [path, headers] of Object.entries(ANSWERS)) {
    app.get(path, (_req, res) => void res.set(headers as Record<string, string>).send('hello'))
  }
  app.get('/made', (_req, res) => void res.json({ hello: 'world' }))
  const ours = conditional()(({ path }) =>
    path === '/made' ? json({ hello: 'world' }) : withHeaders(text('hello'), ANSWERS[path]!),
  )
  return [await listen(app), (await start(ours)).url]
}

async function statusOf(...args: Parameters<typeof ask>): Promise<number> {
  const { status } = await ask(...args)
  return status
}

describe('the same as Express', () => {
  it.each(Object.keys(ANSWERS))('%s under every condition that Express knows', async (path) => {
    const [theirs, ours] = await servers()
    const differences: unknown[] = []
    for (const headers of CONDITIONS) {
      for (const method of ['GET', 'HEAD']) {
        const both = [
          await statusOf(theirs + path, headers, method),
          await statusOf(ours + path, headers, method),
        ]
        if (both[0] !== both[1]) differences.push([method, headers, both])
      }
    }
    expect(differences).toEqual([])
  })

  it('with tags that each has made itself', async () => {
    for (const url of await servers()) {
      const first = await ask(`${url}/made`)
      const etag = first.headers.etag!
      expect(etag).toMatch(/^W\//)
      expect(await statusOf(`${url}/made`, { 'if-none-match': etag })).toBe(304)
      expect(await statusOf(`${url}/made`, { 'if-none-match': etag.replace('W/', '') })).toBe(304)
      expect(await statusOf(`${url}/made`, { 'if-none-match': '"other"' })).toBe(200)
    }
  })
})

describe('not as Express', () => {
  it.each<[string, string, Record<string, string>, [express: number, ours: number]]>([
    ['evaluates If-Match (§13.1.1)', '/strong', { 'if-match': '"8"' }, [200, 412]],
    ['evaluates If-Unmodified-Since (§13.1.4)', '/dated', { 'if-unmodified-since': EARLIER }, [200, 412]],
    [
      'lets a cache ask for itself: no-cache is said to caches (RFC 9111 §5.2.1.4)',
      '/strong',
      { 'if-none-match': '"7"', 'cache-control': 'no-cache' },
      [200, 304],
    ],
    [
      'takes an empty list for a list (§13.1.3)',
      '/dated',
      { 'if-none-match': '', 'if-modified-since': DATE },
      [304, 200],
    ],
  ])('%s', async (_what, path, headers, expected) => {
    const [theirs, ours] = await servers()
    expect([await statusOf(theirs + path, headers), await statusOf(ours + path, headers)]).toEqual(expected)
  })
})
