import { describe, expect, it } from 'vitest'
import { notFound, text, withHeader } from '@tsgi/message'
import type { Application, Middleware } from '@tsgi/spec'
import { client } from '@tsgi/testing'
import type { Client } from '@tsgi/testing'
import { validator } from '@tsgi/validator'
import { cascade, compose, mapRequest, mapResponse, mount, vhost, when } from '../src/index.ts'

/*
 * Every combinator between two validators: the client has one outside, `where` has one inside. What either finds is
 * among the client's errors.
 */

const found: unknown[] = []
const check: Middleware = validator({ onViolation: (error) => found.push(error) })
const where: Application = check(({ authority, basePath, path }) => text(`${authority}|${basePath}|${path}`))
const nothing: Application = check(() => notFound())

describe.each<[name: string, application: Application, target: string, expected: string]>([
  ['compose', compose(check, check)(where), '/a', 'localhost||/a'],
  ['mapRequest', mapRequest((request) => ({ ...request, path: '/b' }))(where), '/a', 'localhost||/b'],
  ['mapResponse', mapResponse((response) => withHeader(response, 'x-a', 'b'))(where), '/a', 'localhost||/a'],
  [
    'when',
    when(
      ({ path }) => path === '/a',
      mapResponse(() => text('yes')),
    )(where),
    '/a',
    'yes',
  ],
  ['mount', mount('/api', where)(nothing), '/api/users', 'localhost|/api|/users'],
  ['mount in mount', mount('/a', mount('/b', where)(nothing))(nothing), '/a/b/c', 'localhost|/a/b|/c'],
  ['cascade', cascade(nothing, where), '/a', 'localhost||/a'],
  ['vhost', vhost({ localhost: where })(nothing), '/a', 'localhost||/a'],
])('%s keeps the rules', (_name, application, target, expected) => {
  const caller: Client = client(application)

  it('on the way in and out', async () => {
    const answer = await caller.get(target)
    expect(answer.text).toBe(expected)
    expect([...found, ...caller.errors]).toEqual([])
  })

  it('when the answer is streamed and HEAD drops it', async () => {
    const streamed = mapResponse((response) => ({ ...response, body: chunks(response.body as string) }))(
      application,
    )
    const streaming = client(streamed)
    expect((await streaming.get(target)).text).toBe(expected)
    expect((await streaming.head(target)).text).toBe('')
    expect([...found, ...streaming.errors]).toEqual([])
  })
})

async function* chunks(content: string): AsyncGenerator<string> {
  yield* content
}
