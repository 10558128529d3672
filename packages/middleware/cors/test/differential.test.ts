import { createRequire } from 'node:module'
import { toExpressMiddleware } from '@tsgi/express'
import { listen } from '@tsgi/test-servers'
import express from 'express'
import type { RequestHandler } from 'express'
import { expect, it } from 'vitest'
import { cors } from '../src/index.ts'
import type { CorsOptions } from '../src/index.ts'

/** The middleware of that name for Express, which the adapter is tested with. */
const theirs = createRequire(new URL('../../../adapters/express/package.json', import.meta.url))('cors') as (
  options: object,
) => RequestHandler

const A = 'https://a.example'
const B = 'https://b.example'
const pairs: Array<[ours: CorsOptions, theirs: object]> = [
  [{ allowedHeaders: 'requested' }, {}],
  [
    { origin: [A, B], allowedHeaders: ['x-a', 'x-b'] },
    { origin: [A, B], allowedHeaders: ['x-a', 'x-b'] },
  ],
  [{ origin: /https:\/\/.\.example/, allowedHeaders: 'requested' }, { origin: /^https:\/\/.\.example$/ }],
  [
    { origin: [A, /https:\/\/b\..*/], credentials: true, allowedHeaders: 'requested', maxAgeSeconds: 60 },
    { origin: [A, /^https:\/\/b\..*$/], credentials: true, maxAge: 60 },
  ],
  [
    { origin: async (origin) => origin === A, exposedHeaders: ['x-a', 'x-b'], allowedHeaders: [] },
    {
      origin: (origin: string, done: (error: null, allowed: boolean) => void) => done(null, origin === A),
      exposedHeaders: ['x-a', 'x-b'],
      allowedHeaders: [],
    },
  ],
  [
    { origin: [A], methods: ['GET', 'PUT'], preflightStatus: 200, allowedHeaders: ['x-a'] },
    { origin: [A], methods: ['GET', 'PUT'], optionsSuccessStatus: 200, allowedHeaders: ['x-a'] },
  ],
]

it.each(pairs)('%o tells browsers what cors(%o) of Express tells them', async (ourOptions, theirOptions) => {
  const ours = await start(toExpressMiddleware(cors(ourOptions)))
  const others = await start(theirs(theirOptions))
  for (const origin of [A, B, 'https://evil-a.example', `${A}.evil.org`, 'http://a.example', 'null']) {
    for (const init of requestsFrom(origin)) {
      expect([origin, await told(ours, init)]).toEqual([origin, await told(others, init)])
    }
  }
})

function start(middleware: RequestHandler): Promise<string> {
  const app = express()
  app.use(middleware, (req, res) => void res.status(req.path === '/' ? 200 : 401).send('hello'))
  return listen(app)
}

function requestsFrom(origin: string): RequestInit[] {
  const asked = { 'access-control-request-method': 'PUT' }
  return [
    { headers: { origin } },
    { method: 'OPTIONS', headers: { origin, ...asked } },
    { method: 'OPTIONS', headers: { origin, ...asked, 'access-control-request-headers': 'x-a,x-b' } },
  ]
}

/** What counts: nothing where no origin is allowed, and exposed fields only where there are some. Theirs sends all anyway. */
async function told(url: string, init: RequestInit): Promise<unknown> {
  const { status, headers } = await fetch(url, init)
  const allowed = headers.get('access-control-allow-origin')
  if (allowed === null) return 'not allowed'
  const ignored = init.method === 'OPTIONS' ? 'access-control-expose-headers' : ''
  const fields = [...headers].filter(([name]) => name.startsWith('access-control-') && name !== ignored)
  return { status, fields: fields.map(([name, value]) => [name, value.replaceAll(', ', ',')]) }
}
