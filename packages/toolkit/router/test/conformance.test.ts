import { notFound } from '@tsgi/message'
import { serve } from '@tsgi/server'
import type { Server } from '@tsgi/server'
import type { Middleware } from '@tsgi/spec'
import { conformanceApplication, conformanceCases, httpSender, reasonToSkip, runCase } from '@tsgi/testing'
import type { ConformanceCase, Limitations } from '@tsgi/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { matchedRoute, router } from '../src/index.ts'
import type { Router } from '../src/index.ts'

/* What stands between must not show: as the application at the root, and behind a group's middleware. */

/** A group's middleware sees the route and touches nothing. */
const observe: Middleware = (next) => (request) => {
  if (matchedRoute.get(request) === undefined) throw new Error('There is no route')
  return next(request)
}

const routers: ReadonlyArray<
  readonly [name: string, make: () => Router, exceptions: Limitations['exceptions']]
> = [
  ['at the root', () => router().get('/elsewhere/:id', notFound).mount('/', conformanceApplication()), {}],
  [
    'in a group',
    () => {
      const app = router()
      app.group('', observe).mount('/', conformanceApplication())
      return app
    },
    { 'request-state': 'the middleware of a group is told the route by the state' },
  ],
]

describe.each(routers)('SPEC.md with a router in between: %s', (_name, make, exceptions) => {
  const limitations: Limitations = { lacks: {}, exceptions }
  let server: Server
  let send: ReturnType<typeof httpSender>

  beforeAll(async () => {
    server = await serve(make(), { port: 0, onError: () => {} })
    send = httpSender({ host: '127.0.0.1', port: (server.address as { port: number }).port })
  })
  afterAll(() => server.close())

  const assertConformance = (entry: ConformanceCase): Promise<void> => runCase(entry, send)

  for (const entry of conformanceCases) {
    const reason = reasonToSkip(entry, limitations)
    it.skipIf(reason !== undefined)(`${entry.id} (${entry.rules.join(', ')})`, () => assertConformance(entry))
  }

  it('has all cases but those', () => {
    const skipped = conformanceCases.filter((entry) => reasonToSkip(entry, limitations) !== undefined)
    expect(skipped.map(({ id }) => id)).toEqual(Object.keys(exceptions))
  })
})
