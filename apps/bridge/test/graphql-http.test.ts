import { createRequire } from 'node:module'
import { fromNode } from '@tsgi/node'
import { expect, it } from 'vitest'
import { served } from './served.ts'

// Both in one form: a schema of one copy of graphql is none to another.
const require = createRequire(import.meta.url)
const { buildSchema } = require('graphql') as typeof import('graphql')
const { createHandler } = require('graphql-http/lib/use/http') as typeof import('graphql-http/lib/use/http')

const schema = buildSchema(`
  type Query { hello(name: String!): String! }
  type Mutation { count(by: Int!): Int! }
`)

/** GraphQL over HTTP, a listener of `node:http`. */
async function graphql(): Promise<string> {
  let counter = 0
  const rootValue = {
    hello: ({ name }: { name: string }) => `Hello, ${name}!`,
    count: ({ by }: { by: number }) => (counter += by),
  }
  return served(fromNode(createHandler({ schema, rootValue })))
}

function post(url: string, query: string, variables = {}): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
    body: JSON.stringify({ query, variables }),
  })
}

it('answers queries and mutations', async () => {
  const url = await graphql()
  const greeting = await post(url, 'query ($name: String!) { hello(name: $name) }', { name: 'Zoë' })
  expect(greeting.headers.get('content-type')).toMatch('application/graphql-response+json')
  expect(await greeting.json()).toEqual({ data: { hello: 'Hello, Zoë!' } })
  await post(url, 'mutation { count(by: 2) }')
  expect(await (await post(url, 'mutation { count(by: 3) }')).json()).toEqual({ data: { count: 5 } })
})

it('takes queries in the target, and no mutations there', async () => {
  const url = await graphql()
  const query = await fetch(`${url}/?query=${encodeURIComponent('{ hello(name: "you") }')}`)
  expect(await query.json()).toEqual({ data: { hello: 'Hello, you!' } })
  expect((await fetch(`${url}/?query=${encodeURIComponent('mutation { count(by: 1) }')}`)).status).toBe(405)
})

it('refuses what is no query', async () => {
  const url = await graphql()
  const answer = await post(url, '{ nothing }')
  expect(answer.status).toBe(400)
  expect(await answer.json()).toMatchObject({ errors: [{ message: expect.stringContaining('nothing') }] })
})
