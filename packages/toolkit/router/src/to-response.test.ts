import { Readable } from 'node:stream'
import { html } from '@tsgi/message'
import { client } from '@tsgi/testing'
import { expect, it } from 'vitest'
import { router } from './index.ts'
import type { Answer } from './index.ts'

const TEXT = 'text/plain; charset=utf-8'
const BYTES = 'application/octet-stream'
const JSON_TYPE = 'application/json'

function* letters(): Generator<string> {
  yield 'a'
  yield 'b'
}

async function* later(): AsyncGenerator<string> {
  yield* letters()
}

it.each<
  [
    what: string,
    answer: () => Answer | Promise<Answer>,
    status: number,
    type: string | undefined,
    content: string,
  ]
>([
  ['a string', () => 'é', 200, TEXT, 'é'],
  ['a string later', async () => 'a', 200, TEXT, 'a'],
  ['bytes', () => new Uint8Array([97]), 200, BYTES, 'a'],
  ['an object', () => ({ a: [1] }), 200, JSON_TYPE, '{"a":[1]}'],
  ['an array', async () => [1, 'b'], 200, JSON_TYPE, '[1,"b"]'],
  ['an object that says what its JSON is', () => new Date(0), 200, JSON_TYPE, '"1970-01-01T00:00:00.000Z"'],
  ['null', () => null, 204, undefined, ''],
  ['a generator', letters, 200, TEXT, 'ab'],
  ['a set', () => new Set(['a', 'b']), 200, TEXT, 'ab'],
  ['an asynchronous generator', later, 200, TEXT, 'ab'],
  ['a stream of Node', () => Readable.from(['a', 'b']), 200, TEXT, 'ab'],
  ['a response', () => html('<p>', { status: 201 }), 201, 'text/html; charset=utf-8', '<p>'],
])('%s is an answer', async (_what, answer, status, type, content) => {
  const asked = client(router().get('/', answer))
  const { headers, ...got } = await asked.get('/')
  expect([got.status, headers['content-type'], got.text]).toEqual([status, type, content])
  expect(asked.errors).toEqual([])
})

it.each<[what: unknown, told: string]>([
  [undefined, 'this one returned nothing (null is the answer without content)'],
  [7, 'this one returned number'],
  [() => 'a', 'this one returned function'],
])('%s is none: a fault, and 500', async (answer, told) => {
  const asked = client(router().get('/', () => answer as string))
  expect((await asked.get('/')).status).toBe(500)
  expect(asked.errors.map(String)).toEqual([expect.stringContaining(told)])
})

it('what a handler throws is left to others', async () => {
  const asked = client(
    router().get('/', () => {
      throw Object.assign(new Error('teapot'), { status: 418, expose: true })
    }),
  )
  expect((await asked.get('/')).status).toBe(418)
})
