import { html, json, text } from '@tsgi/message'
import type { HttpResponse } from '@tsgi/spec'
import { expect, it } from 'vitest'
import { assertJson } from './assert-json.ts'
import { client } from './client.ts'
import { routeTable } from './route-table.ts'

const answerOf = (response: HttpResponse) => client(() => response).get('/')

it('passes what is as it should be', async () => {
  assertJson(await answerOf(json({ a: [1, null] })), { a: [1, null] })
  const problem = { headers: { 'content-type': 'application/problem+json; charset=utf-8' }, status: 400 }
  assertJson(await answerOf(json({ title: 'no' }, problem)), { title: 'no' }, { status: 400 })
  expect.assertions(0)
})

it.each<[what: string, response: HttpResponse, told: RegExp]>([
  ['another value', json({ a: 2 }), /strictly deep-equal/],
  [
    'another status',
    json({ a: 1 }, { status: 201 }),
    /expected 200 with JSON, got 201 with application\/json:\n\{"a":1\}/,
  ],
  ['another type', html('<p>oops'), /got 200 with text\/html; charset=utf-8:\n<p>oops/],
  [
    'a type that only looks like it',
    text('1', { headers: { 'content-type': 'text/jsonp' } }),
    /got 200 with text\/jsonp/,
  ],
])('throws for %s', async (_what, response, told) => {
  const answer = await answerOf(response)
  expect(() => assertJson(answer, { a: 1 })).toThrow(told)
})

it('lists routes in an order that does not depend on that of their definition', () => {
  const routes = [
    { method: 'POST', pattern: '/users', name: null },
    { method: 'GET', pattern: '/users/:id', name: 'user' },
    { method: 'GET', pattern: '/users' },
    { method: '*', pattern: '/' },
  ]
  const table = '*    /\nGET  /users\nPOST /users\nGET  /users/:id (user)\n'
  expect(routeTable(routes)).toBe(table)
  expect(routeTable(routes.toReversed())).toBe(table)
  expect(routeTable([])).toBe('')
})
