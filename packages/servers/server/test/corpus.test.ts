import { readFileSync } from 'node:fs'
import { readBytes } from '@tsgi/message'
import { serve } from '@tsgi/server'
import type { Server } from '@tsgi/server'
import type { Application } from '@tsgi/spec'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { judge } from './corpus-judge.ts'
import type { Case } from './corpus-judge.ts'
import { openClient } from './raw-client.ts'

/** The corpus of the engine; the file tells where its cases come from. */
const FILE = new URL('../../../protocol/http1/test/corpus/requests.json', import.meta.url)
const { cases } = JSON.parse(readFileSync(FILE, 'utf8')) as { cases: Case[] }

const echo: Application = async (request) => {
  const content = await readBytes(request)
  return {
    status: 200,
    headers: { 'content-type': 'text/plain' },
    body: content.length === 0 && request.method === 'GET' ? 'ok' : content,
  }
}

let server: Server
beforeAll(async () => {
  server = await serve(echo, { port: 0 })
})
afterAll(() => server.close({ graceMs: 0 }))

const categories = [...new Set(cases.map(({ category }) => category))]

describe.each(categories)('%s', (category) => {
  it.each(cases.filter((entry) => entry.category === category))('$id', async (entry) => {
    expect(await judge(await openClient(server), entry)).toBeUndefined()
  })
})

it('has all cases', () => {
  expect(cases).toHaveLength(203)
})
